// One instance: its name and mark, what one may do there, its token, and how it leaves the desk.

import type { KeychainFault, Pictures, Problem, Software } from '../backend'
import { count } from '../format'
import type { MayLine } from '../instance/may'
import { cut, isolate, visible } from '../text'
import { common } from './common'
import { problemSentence } from './errors'
import { abilities } from './words'

/** "84 ms", "1.2 s". */
export const latency = (ms: number): string => (ms < 1000 ? `${count(Math.round(ms))} ms` : `${count(Math.round(ms / 100) / 10)} s`)

/** "Mastodon 4.6.5", isolated; the name alone where the server keeps its version to itself. Both are a server's words. */
export const softwareWords = ({ name, version }: Software): string => isolate(cut(visible(`${name} ${version}`.trim()), 60))

export const may = {
  title: 'You may',
  nothing: 'The server does not tell what you may do there; it says so when you try.',
  no: 'Not:',
  unknown: 'Unknown:',
  byRole: '(role)',
  byScope: 'the token lacks',
  notHere: '(not on this server)',
}

/** The words of a line of "You may", without its reason. */
export function mayWords(line: MayLine): string {
  const words = line.abilities.map((ability) => abilities[ability])
  const [first = ''] = words
  if (line.kind === 'yes') return first
  // Within a sentence, each begins small.
  return words.map((word) => word.charAt(0).toLowerCase() + word.slice(1)).join(', ')
}

export const markWords = {
  name: 'Name',
  nameHint: 'as you call it',
  number: 'Number',
  fromAnywhere: (stroke: string) => `${stroke} from anywhere`,
  taken: (name: string) => `taken by ${name}`,
  letters: 'Letters',
  lettersMissing: 'Two letters or digits.',
  nameMissing: 'It needs a name.',
  pattern: 'Pattern',
  hue: 'Colour',
}

export const instances = {
  rename: 'Rename',
  renamed: 'Renamed.',
  markTitle: 'Name and mark',

  moderating: 'What you do here',
  readOnly: 'Only look',
  readOnlyOn: 'Nothing can be decided here, whatever key is hit: Bailiwick itself refuses to send.',
  readOnlyOff: 'Decisions are sent to the server. Switch this on to look around without being able to change anything.',

  connection: 'Connection and token',
  test: 'Test connection',
  testing: 'Asking the server who you are',
  online: (person: string, time: string) => `It answered in ${time}, and knows you as ${person}.`,
  waiting: 'It answered that it takes no requests for now: try again in a few minutes.',
  token: {
    keychain: "The token is in your system's keychain.",
    sessionOnly: 'The token is in memory only and gone when you close Bailiwick.',
    practice: 'The token is kept beside the made-up people: it opens nothing real.',
    missing: 'There is no token. Until you paste one, you see what is cached.',
  },
  renew: 'Paste a new token',
  renewed: 'The server takes the new token.',
  renewHint: 'Bailiwick takes it from the clipboard, clears it there and shows it nowhere.',
  tokenPage: 'Page for tokens',
  tokenPageHint: 'opens in your browser',

  pictures: 'Pictures of strangers',

  remove: 'Remove from the desk…',
  removeTitle: 'Remove it',
  removeWhat: 'Takes the instance off this desk. The server does not notice.',
  removing: {
    title: (name: string) => `Remove ${name}?`,
    here: 'Deleted on this computer, for good',
    cache: (accounts: number) =>
      accounts === 0 ? 'the cache, which is empty' : `the cache with ${count(accounts)} ${accounts === 1 ? 'account' : 'accounts'}`,
    journal: 'your history there, with the reasons that you kept',
    token: 'the token',
    there: 'Stays on the server',
    decisions: 'everything that you decided',
    tokenThere: 'the token itself: it works until you revoke it there',
    revoke: 'Revoke it on the server',
    type: (name: string) => `Type ${name} to confirm`,
    confirm: 'Remove and delete',
    back: 'Keep it',
    practice: 'Its made-up people and what you decided about them are deleted. You can start anew from the settings of Bailiwick.',
    removed: (name: string) => `${name} is off the desk.`,
  },
}

/** Why the keychain did not give the token, as a sentence that stands after "There is no token". */
export const tokenMissing: Record<KeychainFault, string> = {
  unused: 'Bailiwick was started without the keychain: start it without that option.',
  absent: 'The system has no keychain running: start one, then start Bailiwick again.',
  locked: "The system's keychain is locked: unlock it, then start Bailiwick again.",
  timedOut: "The system's keychain does not answer: unlock or restart it, then start Bailiwick again.",
}

/** What each way with pictures means. */
export const pictureNotes: Record<Pictures, string> = {
  blurred: 'Fetched and shown sharp only when you click on one.',
  grey: 'Also only when you click on one, and without colour: easier to bear.',
  off: 'Never fetched, not even when you click.',
}

/** The sentence and the server's own words, for places that take text only. */
export const wholeSentence = (problem: Problem): string =>
  problem.serverSaid === null
    ? problemSentence(problem)
    : `${problemSentence(problem)} ${common.serverSaid} ${isolate(`“${visible(problem.serverSaid)}”`)}`
