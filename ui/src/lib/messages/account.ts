// One account, closely.

import type { FactLabel, Verb } from '../backend'
import { isolate } from '../text'
import { facts, verbs } from './words'

export const factLabel = (label: FactLabel): string => facts[label]

/** What a click on a fact copies, as in "Copy the id". */
export const copyWhat = (label: FactLabel): string => `the ${facts[label].toLowerCase()}`

export const links = {
  title: 'Where this link leads',
  leadsTo: 'This link leads to',
  open: 'Open in the browser',
  copy: 'Copy the link',
  what: 'the link',
  opened: 'Opened in your browser',
}

/** A verb that opens a panel ends in an ellipsis, as everything does that asks before it acts. */
export const verbButton = (verb: Verb): string => `${verbs[verb]}…`

export const account = {
  region: 'Open account',
  none: 'No account is open',
  noneHint: 'Choose one in the list.',
  noneKeys: 'J and K walk through the list.',
  gone: 'This account cannot be shown',
  position: (at: string, of: string) => `${at} of ${of}`,
  notInList: 'not in this list',
  next: 'Next account',
  previous: 'Previous account',
  onServer: 'On server',
  onServerHint: 'Open this account on the server',
  actions: 'Actions',
  allActions: 'All actions',
  lift: 'Lift…',
  seen: 'from',
  notFreshened: 'Could not be read anew:',
  reading: 'Reading it from the server',
  reason: 'Why they want to join',
  addresses: 'Addresses',
  address: 'the address',
  addressesHidden: 'Mail and addresses are hidden.',
  showAddresses: 'Show them',
  fields: 'Fields',
  verified: 'verified',
  notVerified: 'not verified',
  about: 'About',
  remembered: 'Name and text are those from before the suspension: the server no longer shows them.',
  noBio: 'They wrote nothing about themselves.',
  hiddenCharacters: 'Hidden characters',
  hiddenCharactersHint: 'The name has characters that cannot be seen; they are left out here.',
  displayName: 'Calls themselves',
  server: 'On the server',
  noApi: 'Only possible there:',
  tabs: 'More about this account',
  activity: 'Activity',
  noActivity: 'The server tells nothing about their activity.',
  decisions: 'Decisions',
  noDecisions: 'Nothing was decided about this account from this desk.',
  earlier: (done: string, you: boolean, by: string) => (you ? `${done} by you` : `${done} by ${isolate(`@${by}`)}`),
  because: 'Because of',
  preset: 'Preset of the server:',
  kept: 'Reason kept here:',
  note: 'Note:',
  noNote: 'removed',
  noteBefore: 'Note before:',
  sent: 'Message to them:',
  raw: 'Raw',
  rawHint: 'What the server said of this account, as it came.',
  copyRaw: 'Copy all',
  rawWhat: 'the raw data',
}

export const letterSays = {
  /** A letter whose verb is not offered here at all. */
  unknown: (letter: string, software: string) => `${letter} does nothing on ${software}: the menu under . shows what can be done.`,
  /** A letter of the place beside. */
  report: (letter: string) => `${letter} is for a report: choose one in Reports.`,
  nothingToLift: 'Lift: nothing is in force that could be lifted here.',
  refused: (verb: Verb, why: string) => `${verbs[verb]}: ${why}`,
  /** Staff are never decided about by a letter. */
  staff: 'Staff: choose it in the menu of all actions (.)',
}
