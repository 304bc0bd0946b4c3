// Every page that is looked at: its address, a name for its pictures, and how many bytes it may cost, cold, all in.

/** Pages of the program, over a small province whose year has been lived. */
export const pages = [
  { path: '/', name: 'home', budget: 60_000 },
  { path: '/search?q=dang+ky', name: 'search', budget: 60_000 },
  { path: '/search?q=khia+sinh', name: 'search-nearly', budget: 60_000 },
  { path: '/search?q=m%C3%A1y+bay', name: 'search-nothing', budget: 60_000 },
  { path: '/procedures/1.001111', name: 'procedure', budget: 60_000 },
  { path: '/track', name: 'track', budget: 60_000 },
  { path: '/track?code=X99.01-260701-0001', name: 'track-code', budget: 60_000 },
  { path: '/track?code=X99.01-260701-9999', name: 'track-unknown', budget: 60_000, status: 404 },
  // A lived year has the same ids and tokens each time.
  { path: '/t/1wk7yzwf00400ad4927qn4f25jnf4', name: 'slip-paused', budget: 60_000 },
  { path: '/t/1w7v8xm400400pjk8tjgtsjy810m7', name: 'slip-in-step', budget: 60_000 },
  { path: '/statistics', name: 'statistics', budget: 60_000 },
  { path: '/statistics?period=2026-02', name: 'statistics-month', budget: 60_000 },
  { path: '/nowhere', name: 'lost', budget: 100_000, status: 404 },
  { path: '/statistics?period=nonsense', name: 'refused', budget: 60_000, status: 422 },
];

/** Pages of staff: `as` is the demo person who looks, `first` opens the first dossier of a list. */
export const staff = [
  { path: '/work', name: 'inbox', as: 'xa.xuly', budget: 80_000 },
  { path: '/work?show=all', name: 'inbox-leader', as: 'lanhdao', budget: 80_000 },
  { path: '/work', name: 'dossier', as: 'xa.xuly', first: true, budget: 80_000 },
  { path: '/work', name: 'dossier-head', as: 'xa.thutruong', first: true, budget: 80_000 },
  { path: '/work', name: 'explain', as: 'xa.xuly', first: true, then: '/explain', budget: 80_000 },
  { path: '/work', name: 'correct', as: 'xa.thutruong', first: true, then: '/correct', budget: 80_000 },
  { path: '/find', name: 'find', as: 'xa.tiepnhan', budget: 80_000 },
  { path: '/admin', name: 'admin', as: 'quantri', budget: 80_000 },
  { path: '/admin/people', name: 'people', as: 'quantri', budget: 80_000 },
  { path: '/admin/people/new', name: 'people-new', as: 'quantri', budget: 80_000 },
  { path: '/admin/units', name: 'units', as: 'quantri', budget: 80_000 },
  { path: '/admin/units/change/merge', name: 'units-merge', as: 'quantri', budget: 80_000 },
  { path: '/admin/units/change/found', name: 'units-found', as: 'quantri', budget: 80_000 },
  { path: '/admin/calendars', name: 'calendars', as: 'quantri', budget: 80_000 },
  { path: '/admin/calendars/decree', name: 'calendars-decree', as: 'quantri', budget: 80_000 },
  { path: '/admin/jobs', name: 'jobs', as: 'quantri', budget: 80_000 },
  { path: '/admin/audit', name: 'audit', as: 'kiemtra', budget: 80_000 },
  { path: '/lead', name: 'lead', as: 'lanhdao', budget: 120_000 },
  { path: '/lead?from=2026-02-01&to=2026-02-28', name: 'lead-month', as: 'lanhdao', budget: 120_000 },
  { path: '/lead?from=nonsense', name: 'lead-wrong', as: 'lanhdao', budget: 120_000, status: 422 },
  { path: '/lead', name: 'lead-own', as: 'xa.thutruong', budget: 120_000 },
  { path: '/lead/unit/X99.11', name: 'lead-unit', as: 'lanhdao', budget: 120_000 },
  { path: '/lead/dossiers?figure=late', name: 'lead-dossiers', as: 'lanhdao', budget: 120_000 },
];

/** The specimen of every layout and component. */
export const specimen = [
  { path: '/citizen', name: 'specimen-citizen', budget: 60_000 },
  { path: '/form', name: 'specimen-form', budget: 60_000 },
  { path: '/work', name: 'specimen-work', budget: 80_000 },
  { path: '/leader', name: 'specimen-leader', budget: 120_000 },
];
