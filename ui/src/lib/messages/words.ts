// One word for each thing that the engine names. Records are exhaustive: a new name without a word doesn't compile.

import type {
  Ability, FactGroupKind, FactLabel, Hue, Letters, Mark, Origin, Pattern, Pictures, ServerPage, StateFilter, Status, Theme, Verb,
} from '../backend'

export const marks: Record<Mark, string> = {
  pending: 'Pending',
  unconfirmed: 'Mail not confirmed',
  limited: 'Limited',
  sensitive: 'Sensitive',
  loginFrozen: 'Login frozen',
  suspended: 'Suspended',
  banned: 'Banned',
  blocked: 'Blocked',
  ldapBlocked: 'Blocked by the directory',
  deactivated: 'Deactivated',
  locked: 'Locked',
  moved: 'Moved',
  memorial: 'In memory',
  bot: 'Bot',
  external: 'External',
  staff: 'Staff',
  administrator: 'Administrator',
  internal: 'Belongs to the server',
  gone: 'Gone',
  unknown: 'Unknown state',
}

/** What is said about a mark beside its word. */
export const markNotes: Partial<Record<Mark, string>> = {
  suspended: 'Suspended; when the server erases the data is not known',
  locked: 'Locked after too many failed sign-ins',
  ldapBlocked: 'Blocked by the directory (LDAP, SAML or SCIM)',
  external: 'External to the organisation',
  gone: 'The server no longer has this account',
  unconfirmed: 'The mail address has not been confirmed',
}

export const states: Record<StateFilter, string> = {
  pending: 'Pending',
  notSuspended: 'Not suspended',
  active: 'Active',
  unrestricted: 'No restriction',
  limited: 'Limited',
  sensitive: 'Sensitive',
  loginFrozen: 'Login frozen',
  suspended: 'Suspended',
  blocked: 'Blocked',
  banned: 'Banned',
  deactivated: 'Deactivated',
  locked: 'Locked',
  staff: 'Staff',
}

export const origins: Record<Origin, string> = { local: 'This server', remote: 'Other servers' }

/** What is on the button and leads the panel: the infinitive. */
export const verbs: Record<Verb, string> = {
  approve: 'Approve',
  reject: 'Reject',
  warn: 'Warn',
  limit: 'Limit',
  liftLimit: 'Lift limit',
  sensitive: 'Force sensitive',
  liftSensitive: 'Undo sensitive',
  freeze: 'Freeze login',
  unfreeze: 'Unfreeze',
  suspend: 'Suspend',
  unsuspend: 'Unsuspend',
  deleteData: 'Delete data',
  block: 'Block',
  unblock: 'Unblock',
  ban: 'Ban',
  unban: 'Unban',
  deactivate: 'Deactivate',
  activate: 'Activate',
  delete: 'Delete',
  deleteContributions: 'Delete with contributions',
  banBlocked: 'Ban (unblock first)',
  blockBanned: 'Block (unban first)',
  banDeactivated: 'Ban (activate first)',
  note: 'Edit note',
  assignReport: 'Assign to me',
  unassignReport: 'Leave to others',
  resolveReport: 'Resolve',
  reopenReport: 'Reopen',
}

/** What leads a handle: "Delete data of @anna". */
export const verbsOf: Record<Verb, string> = {
  ...verbs,
  freeze: 'Freeze login of',
  deleteData: 'Delete data of',
  deleteContributions: 'Delete account and contributions of',
  banBlocked: 'Unblock and ban',
  blockBanned: 'Unban and block',
  banDeactivated: 'Activate and ban',
  note: 'Edit the note about',
  assignReport: 'Assign to me the report about',
  unassignReport: 'Leave to others the report about',
  resolveReport: 'Resolve the report about',
  reopenReport: 'Reopen the report about',
}

/** What has been done, before "by you on 3 Sept". */
export const verbsDone: Record<Verb, string> = {
  approve: 'Approved',
  reject: 'Rejected',
  warn: 'Warned',
  limit: 'Limited',
  liftLimit: 'Limit lifted',
  sensitive: 'Forced sensitive',
  liftSensitive: 'Sensitive undone',
  freeze: 'Login frozen',
  unfreeze: 'Login unfrozen',
  suspend: 'Suspended',
  unsuspend: 'Unsuspended',
  deleteData: 'Data deleted',
  block: 'Blocked',
  unblock: 'Unblocked',
  ban: 'Banned',
  unban: 'Unbanned',
  deactivate: 'Deactivated',
  activate: 'Activated',
  delete: 'Deleted',
  deleteContributions: 'Deleted with contributions',
  banBlocked: 'Unblocked and banned',
  blockBanned: 'Unbanned and blocked',
  banDeactivated: 'Activated and banned',
  note: 'Note written',
  assignReport: 'Report taken',
  unassignReport: 'Report left to others',
  resolveReport: 'Report resolved',
  reopenReport: 'Report reopened',
}

/** What is being done: on the button, and before ": @anna". */
export const verbsDoing: Record<Verb, string> = {
  approve: 'Approving',
  reject: 'Rejecting',
  warn: 'Warning',
  limit: 'Limiting',
  liftLimit: 'Lifting the limit',
  sensitive: 'Forcing sensitive',
  liftSensitive: 'Undoing sensitive',
  freeze: 'Freezing the login',
  unfreeze: 'Unfreezing the login',
  suspend: 'Suspending',
  unsuspend: 'Unsuspending',
  deleteData: 'Having data deleted',
  block: 'Blocking',
  unblock: 'Unblocking',
  ban: 'Banning',
  unban: 'Unbanning',
  deactivate: 'Deactivating',
  activate: 'Activating',
  delete: 'Deleting',
  deleteContributions: 'Deleting with contributions',
  banBlocked: 'Unblocking and banning',
  blockBanned: 'Unbanning and blocking',
  banDeactivated: 'Activating and banning',
  note: 'Writing the note',
  assignReport: 'Assigning to you',
  unassignReport: 'Leaving to others',
  resolveReport: 'Resolving',
  reopenReport: 'Reopening',
}

/** The steps of a move that the server has no single request for. A test holds them to the engine's. */
export interface Move {
  first: Verb
  second: Verb
  /** What the second was to do: "the server would not ban". */
  wanted: string
  /** How it is after the first was undone: "it is blocked again". */
  again: string
}

export const moves: Partial<Record<Verb, Move>> = {
  banBlocked: { first: 'unblock', second: 'ban', wanted: 'ban', again: 'blocked' },
  blockBanned: { first: 'unban', second: 'block', wanted: 'block', again: 'banned' },
  banDeactivated: { first: 'activate', second: 'ban', wanted: 'ban', again: 'deactivated' },
}

export const statuses: Record<Status, string> = {
  held: 'Waits',
  ready: 'Ready',
  sending: 'Sending',
  confirmed: 'Confirmed',
  accepted: 'Accepted, not visible yet',
  unprovable: "Accepted, can't be proven",
  refused: 'Refused',
  unsure: 'Not sure',
  gone: 'Gone, by whom is unknown',
  putBack: 'Put back',
  halfway: 'Left halfway',
  changed: 'Changed meanwhile',
  wasSo: 'Was already so',
  cancelled: 'Cancelled',
}

export const abilities: Record<Ability, string> = {
  look: 'Look at accounts and addresses',
  decideSignUps: 'Approve and reject sign-ups',
  warn: 'Warn',
  limit: 'Limit, force sensitive, and lift both',
  freeze: 'Freeze and unfreeze logins',
  suspend: 'Suspend and unsuspend',
  block: 'Block and unblock',
  ban: 'Ban and unban',
  seeReports: 'Read reports',
  reports: 'Assign, resolve and reopen reports',
  deactivate: 'Deactivate and activate',
  notes: 'Write notes about accounts',
  deleteData: 'Delete data',
  deleteAccounts: 'Delete accounts',
  actOnStaff: 'Act on other moderators',
}

export const factGroups: Record<FactGroupKind, string> = { account: 'Account', activity: 'Activity', about: 'About' }

export const facts: Record<FactLabel, string> = {
  mail: 'Mail',
  mailConfirmed: 'Mail confirmed',
  language: 'Language',
  role: 'Role',
  joined: 'Joined',
  invitedBy: 'Invited by',
  id: 'Id',
  domain: 'Server',
  posts: 'Posts',
  followers: 'Followers',
  following: 'Following',
  lastPost: 'Last post',
  lastSignIn: 'Last sign-in',
  currentSignIn: 'Current sign-in',
  lastActivity: 'Last activity',
  signIns: 'Sign-ins',
  twoFactor: 'Two-factor',
  identities: 'Signs in by',
  createdBy: 'Made by',
  publicMail: 'Public mail',
  organisation: 'Organisation',
  jobTitle: 'Job',
  location: 'Place',
  website: 'Web page',
  projectsLimit: 'Projects allowed',
  seat: 'Takes a seat',
  auditor: 'Auditor',
  movedTo: 'Moved to',
}

export const serverPages: Record<ServerPage, string> = {
  account: 'This account on the server',
  accountPowers: 'Trust, unlock, impersonate',
  impersonationTokens: 'Impersonation tokens',
  publicProfile: 'Public profile',
  report: 'This report on the server',
  abuseReports: 'Abuse reports',
  spamLogs: 'Spam logs',
  moderation: 'Moderation pages',
  tokens: 'Page for tokens',
}

export const pictures: Record<Pictures, string> = { blurred: 'Blurred until asked', grey: 'Without colour', off: 'Off' }
export const letters: Record<Letters, string> = { on: 'On', menu: 'Only in the menu of all actions', off: 'Off' }
export const themes: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }
export const patterns: Record<Pattern, string> = {
  solid: 'Solid', dashed: 'Dashed', dotted: 'Dotted', double: 'Two lines', diagonal: 'Slanted', wave: 'Waves',
}
export const hues: Record<Hue, string> = {
  blue: 'Blue', teal: 'Teal', purple: 'Purple', brown: 'Brown', pink: 'Pink', slate: 'Slate',
}
