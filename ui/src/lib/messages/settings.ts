// The preferences of this desk.

import type { Letters, Theme } from '../backend'

export const settings = {
  title: 'Settings',
  desk: 'This desk',
  theme: 'Light or dark',
  keys: 'Letters as keys',
  hideAddresses: 'Hide addresses',
  hideAddressesHint: 'Masks mail and network addresses, for trains and shared screens.',

  holds: 'Time to take back what you decided',
  holdsHint: 'So long nothing leaves this computer, and Z takes it back. It is counted only while the computer is awake.',
  holdReversible: 'What can be reversed, in seconds',
  holdReversibleHint: '0 sends at once: then approving opens its panel, too.',
  holdIrreversible: "What can't be taken back, in seconds",
  holdIrreversibleHint: 'Reject, delete data, delete accounts.',
  stale: 'Ask singly about what is older than, in hours',
  staleHint: "Only what can't be taken back, and waited for the server or since the last time: it leaves at a word of its own.",
  holdBounds: (least: number, most: number) => `A whole number from ${least} to ${most}.`,

  remember: 'What is remembered',
  rememberDays: 'Days',
  rememberDaysHint: 'So long the names and texts of settled decisions are kept, and the mail address, IP addresses and name of those you shut out. For as long again they are still known when they come back, but nobody can read them off. A shorter time erases at once.',

  practice: 'Practice servers',
  practiceSwitch: 'Start them with Bailiwick',
  practiceHint: 'A small Mastodon and a small GitLab with made-up people, on this computer only, in a folder of their own.',
  practiceRunning: 'They run now.',
  practiceStopped: 'They do not run now.',
  practiceStarting: 'Starting the practice servers',
  practiceStart: 'Start them now',

  about: 'About',
  version: (version: string) => `Bailiwick ${version}`,
  diagnostics: 'Copy diagnostics',
  diagnosticsHint: 'For a bug report: versions, where secrets are kept, and for each instance its state and the code of its last error. No names, addresses or tokens.',
  diagnosticsCopied: 'Copied: look it over before you paste it somewhere.',
}

/** What each choice about letters means. */
export const letterNotes: Record<Letters, string> = {
  on: 'Keys like A and R act wherever you are not typing.',
  menu: 'They act only while the menu of all actions is open.',
  off: 'No single letter does anything; every action has a button.',
}

/** Short words for a row of three; `themes` of the catalogue is longer. */
export const themeShort: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }
export const letterShort: Record<Letters, string> = { on: 'On', menu: 'In the menu', off: 'Off' }
