// The preferences of this desk.

import type { Letters, Theme } from '../backend'

export const settings = {
  title: 'Settings',
  desk: 'This desk',
  theme: 'Light or dark',
  keys: 'Letters as keys',
  hideAddresses: 'Hide addresses',
  hideAddressesHint: 'Masks mail and network addresses, for trains and shared screens.',

  data: 'Your data',
  encrypted: 'Accounts and history are in Bailiwick’s data folder on this computer, encrypted; their key and your tokens are in the system’s keychain.',
  session: 'Accounts, history and tokens of real servers live until you close Bailiwick, and are gone afterwards.',
  practiceData: 'Practice people are made up: their data is kept in a folder of its own.',

  practice: 'Practice servers',
  practiceSwitch: 'Start them with Bailiwick',
  practiceHint: 'A small Mastodon and a small GitLab with made-up people, on this computer only.',
  practiceRunning: 'They run now.',
  practiceStopped: 'They do not run now.',
  practiceStarting: 'Starting the practice servers',
  practiceStart: 'Start them now',

  about: 'About',
  version: (version: string) => `Bailiwick ${version}`,
  diagnostics: 'Copy diagnostics',
  diagnosticsHint: 'For a bug report: versions, settings, and the codes of recent errors. No names, addresses or tokens.',
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
