// One instance: its name and mark, what one may do there, its token, and how it leaves the desk.

import type { KeychainFault, Pictures, Problem, SafeMode, Software } from '../backend'
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

  connection: 'Connection and token',
  test: 'Test connection',
  online: (person: string, time: string) => `It answered in ${time}, and knows you as ${person}.`,
  waiting: 'It answered that it takes no requests for now: try again in a few minutes.',
  token: {
    keychain: "The token is in your system's keychain.",
    vault: 'The token is in the vault, under your passphrase.',
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

  remove: 'Forget this instance…',
  removeTitle: 'Forget it',
  removeWhat: 'Takes the instance off this computer, with its keys and files.',
}

/** How much is asked on an instance before something is decided. */
export const safeModes: Record<SafeMode, string> = {
  readOnly: 'Only look',
  askAlways: 'Always ask',
  askIrreversible: "Ask about what can't be taken back",
  quick: 'Quick',
}

export const safeModeNotes: Record<SafeMode, string> = {
  readOnly: 'Nothing can be decided here, whatever key is hit: Bailiwick itself refuses to send.',
  askAlways: 'Every decision opens its panel first, approving included.',
  askIrreversible: 'Approving acts at once and is held; everything else opens its panel first.',
  quick: "Letters act at once and are held, where it can be taken back and nothing has to be chosen. What can't be taken back, and whatever is about staff, opens its panel.",
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
