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
  staff: 'Staff',
}

export const origins: Record<Origin, string> = { local: 'This server', remote: 'Other servers' }

/** What is on the button and leads the panel: the infinitive. */
export const verbs: Record<Verb, string> = {
  approve: 'Approve',
  reject: 'Reject',
  limit: 'Limit',
  liftLimit: 'Lift limit',
  block: 'Block',
  unblock: 'Unblock',
  ban: 'Ban',
  unban: 'Unban',
}

/** What has been done, before "by you on 3 Sept". */
export const verbsDone: Record<Verb, string> = {
  approve: 'Approved',
  reject: 'Rejected',
  limit: 'Limited',
  liftLimit: 'Limit lifted',
  block: 'Blocked',
  unblock: 'Unblocked',
  ban: 'Banned',
  unban: 'Unbanned',
}

/** What is being done. */
export const verbsDoing: Record<Verb, string> = {
  approve: 'Approving',
  reject: 'Rejecting',
  limit: 'Limiting',
  liftLimit: 'Lifting the limit of',
  block: 'Blocking',
  unblock: 'Unblocking',
  ban: 'Banning',
  unban: 'Unbanning',
}

export const statuses: Record<Status, string> = {
  sending: 'Sending',
  confirmed: 'Confirmed',
  accepted: 'Accepted, not visible yet',
  refused: 'Refused',
  unsure: 'Not sure',
  gone: 'Gone, by whom is unknown',
}

export const abilities: Record<Ability, string> = {
  look: 'Look at accounts and addresses',
  decideSignUps: 'Approve and reject sign-ups',
  limit: 'Limit, and lift limits',
  block: 'Block and unblock',
  ban: 'Ban and unban',
  reports: 'Handle reports',
  deleteData: 'Delete data',
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
  twoFactor: 'Two-factor sign-in',
  identities: 'Signs in by',
  createdBy: 'Made by',
  publicMail: 'Public mail',
  organisation: 'Organisation',
  jobTitle: 'Job',
  location: 'Place',
  website: 'Web page',
  projectsLimit: 'Projects allowed',
  adminNote: 'Note on the server',
  movedTo: 'Moved to',
}

export const serverPages: Record<ServerPage, string> = {
  account: 'This account on the server',
  publicProfile: 'Public profile',
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
