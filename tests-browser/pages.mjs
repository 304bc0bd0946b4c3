// Every page that is looked at: its address, a name for its pictures, and how many bytes it may cost, cold, all in.

/** Pages of the program, over a small province whose year has been lived. */
export const pages = [
  { path: '/', name: 'home', budget: 250_000 },
  { path: '/?from=2026-02-01&to=2026-03-01', name: 'home-month', budget: 250_000 },
  { path: '/nowhere', name: 'lost', budget: 100_000, status: 404 },
  { path: '/?from=nonsense', name: 'refused', budget: 100_000, status: 422 },
];

/** The specimen of every layout and component. */
export const specimen = [
  { path: '/citizen', name: 'specimen-citizen', budget: 60_000 },
  { path: '/form', name: 'specimen-form', budget: 60_000 },
  { path: '/work', name: 'specimen-work', budget: 80_000 },
  { path: '/leader', name: 'specimen-leader', budget: 120_000 },
];
