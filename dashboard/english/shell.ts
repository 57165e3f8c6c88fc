/** The frame around every page: navigation, connection, commands, sign-in. */
export const shell = {
  brand: 'signalbox',
  pages: 'Pages',
  track: 'Track',
  attention: 'Attention',
  graph: 'Dependencies',
  works: 'Works',
  inject: 'Inject',
  settings: 'Settings',
  projects: 'Projects',
  project: 'Project',
  skip: 'Skip to the page',
  needsYou: (count: number) => (count === 1 ? '1 item needs you' : `${count} items need you`),
  asGraphql: 'Show as GraphQL',
  asGraphqlHint: 'Opens GraphiQL, signed in, with the operation behind this page.',
  commands: 'Search or do …',
  keys: 'Keyboard',
  paused: 'Paused',
  slots: (running: number, all: number) => `${running} of ${all} slots`,
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  signedInAs: (name: string, role: string) => (name === role.toLowerCase() ? name : `${name}, ${role.toLowerCase()}`),
  signingIn: 'Signing in …',
  readingProjects: 'Reading the projects …',
  readingUnits: 'Reading the work units …',
  cannotBeShown: (project: string, reason: string) => `${project} cannot be shown: ${reason}`,
  readingPage: 'Opening …',
  pageFailed: 'This part of the dashboard could not be loaded: the server may have been updated.',
  reload: 'Load it anew',
} as const

export const connection = {
  live: 'Live',
  upTo: (sequence: number) => `up to change ${sequence}`,
  connecting: 'Connecting',
  signedOut: 'Signed out',
  disconnected: 'Disconnected',
  staleSince: 'Stale since',
  shownAsOf: 'shown as of',
  /** The reason may be a sentence of the server's. */
  tryingAgain: (reason: string) => `${reason.replace(/\.$/, '')}; trying again`,
} as const

export const palette = {
  title: 'Commands',
  search: 'Search pages, units and commands',
  nothing: 'Nothing of that name.',
  groups: { go: 'Go to', unit: 'Work units', act: 'Do', view: 'View' },
} as const

export const keys = {
  title: 'Keyboard',
  lead: 'Everything can be done without a mouse. Tab goes to every control, Enter and Space press it.',
  openPalette: 'Search or do anything',
  showKeys: 'Show this map',
} as const

export const signIn = {
  lead: 'This page needs a token, also on your own machine.',
  printed: 'print an address that holds it: open that.',
  ownerToken:
    'The owner’s token also stands in the file owner-token of the server’s data folder (.signalbox unless it was told otherwise): paste it here.',
  token: 'Token',
  submit: 'Sign in',
} as const
