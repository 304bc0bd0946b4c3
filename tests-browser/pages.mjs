// Every page that is looked at: its address, a name for its pictures, and how many bytes it may cost, cold, all in.
export const pages = [
  { path: '/', name: 'home', budget: 250_000 },
  { path: '/?from=2026-02-01&to=2026-03-01', name: 'home-month', budget: 250_000 },
  { path: '/nowhere', name: 'lost', budget: 100_000, status: 404 },
  { path: '/?from=nonsense', name: 'refused', budget: 100_000, status: 422 },
];
