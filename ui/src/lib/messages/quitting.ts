// Closing the window while decisions have not left.

import type { Verb } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'
import { verbsOf } from './words'

export const quitWords = {
  title: (n: number) => (n === 1 ? '1 decision has not left' : `${count(n)} decisions have not left`),
  allLeft: 'Everything has left by now',
  what: 'What is kept stays in the Outbox: at the next start it is asked about before anything leaves.',
  row: (verb: Verb, handle: string) => `${verbsOf[verb]} ${isolate(`@${cut(visible(handle), 80)}`)}`,
  more: (n: number) => `and ${count(n)} more`,
  on: 'on',
  send: 'Send now and quit',
  sendHint: 'Without the time that is left to take them back.',
  keep: 'Keep them',
  cancel: 'Cancel them',
  cancelHint: 'They are taken back: nothing is sent.',
  stay: 'Stay',
  quit: 'Quit',
  irreversible: (n: number) => (n === 1 ? "1 of them can't be taken back once it is sent." : `${count(n)} of them can't be taken back once they are sent.`),
  unreachable: (instances: string) => `${instances} cannot be reached: what waits there leaves only when the server answers.`,
  sending: (done: number, of: number) => `${count(done)} of ${count(of)} have left`,
  keepRest: 'Keep the rest and quit',
  stop: 'Stop, and stay',
  stopped: 'Bailiwick stays open. What was about to leave leaves by itself; Z still takes back what has not.',
}
