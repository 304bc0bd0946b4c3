// Every page that is looked at: its address, a name for its pictures, and how many bytes it may cost, cold, all in.

/** Pages of the program, over a small province whose year has been lived. */
export const pages = [
  { path: '/', name: 'home', budget: 250_000 },
  { path: '/?from=2026-02-01&to=2026-03-01', name: 'home-month', budget: 250_000 },
  { path: '/nowhere', name: 'lost', budget: 100_000, status: 404 },
  { path: '/?from=nonsense', name: 'refused', budget: 100_000, status: 422 },
];

/** Pages of staff: `as` is the demo person who looks, `first` opens the first dossier of a list. */
export const staff = [
  { path: '/work', name: 'inbox', as: 'xa.xuly', budget: 80_000 },
  { path: '/work?show=all', name: 'inbox-leader', as: 'lanhdao', budget: 80_000 },
  { path: '/work', name: 'dossier', as: 'xa.xuly', first: true, budget: 80_000 },
  { path: '/work', name: 'dossier-head', as: 'xa.chutich', first: true, budget: 80_000 },
  { path: '/work', name: 'explain', as: 'xa.xuly', first: true, then: '/explain', budget: 80_000 },
  { path: '/work', name: 'correct', as: 'xa.chutich', first: true, then: '/correct', budget: 80_000 },
  { path: '/find', name: 'find', as: 'xa.tiepnhan', budget: 80_000 },
];

/** The specimen of every layout and component. */
export const specimen = [
  { path: '/citizen', name: 'specimen-citizen', budget: 60_000 },
  { path: '/form', name: 'specimen-form', budget: 60_000 },
  { path: '/work', name: 'specimen-work', budget: 80_000 },
  { path: '/leader', name: 'specimen-leader', budget: 120_000 },
];
