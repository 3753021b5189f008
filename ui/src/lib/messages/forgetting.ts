// An instance leaves this computer, or everything does: what goes, what stays at the server, and what is left to do there.

import type { Forgotten, Problem, Remains } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'
import { problemSentence } from './errors'

const name = (text: string) => isolate(cut(visible(text), 60))
const decisions = (n: number) => (n === 1 ? '1 decision' : `${count(n)} decisions`)

export const forgetting = {
  title: (instance: string) => `Forget ${name(instance)}?`,
  here: 'Deleted on this computer, for good',
  keys: 'the keys of its files, first of all: from then on nobody reads them',
  cache: (accounts: number) => (accounts === 0 ? 'the cache, which is empty' : `the cache with ${count(accounts)} ${accounts === 1 ? 'account' : 'accounts'}`),
  journal: 'your history there, with the reasons that you kept',
  token: 'the token',
  there: 'Stays on the server',
  decided: 'everything that you decided and that has left, in the server’s own log',
  tokenThere: 'the token itself: it works until somebody revokes it',
  backups: 'Backups and exports that you made are files of your own, and stay readable.',
  waiting: (n: number) => (n === 1 ? '1 decision has not left. It is dropped, and never sent.' : `${count(n)} decisions have not left. They are dropped, and never sent.`),
  unsure: (n: number) => (n === 1 ? '1 decision is not sure: nobody will look it up from here any more.' : `${count(n)} decisions are not sure: nobody will look them up from here any more.`),
  practice: 'Its made-up people and what you decided about them are deleted. You can start anew from the settings of Bailiwick.',
  type: (instance: string) => `Type ${instance} to confirm`,
  confirm: 'Forget it',
  back: 'Keep it',

  revoke: 'Also revoke the token on the server',
  revokeSignedIn: 'Nobody else uses it: it was made for Bailiwick when you signed in.',
  revokePasted: 'You pasted it, so other programs may use it as well: they stop working then.',
  revokeNot: 'From here it cannot be revoked. Its page on the server is named afterwards.',
  revoking: 'Asking the server to revoke the token, for 10 s at most',

  practiceGone: (instance: string) => `${name(instance)} is off the desk.`,
}

export const forgettingAll = {
  title: 'Forget everything here?',
  what: 'Bailiwick is afterwards as on its first day on this computer.',
  instances: 'These instances leave, with tokens, caches and histories',
  none: 'There is no instance on the desk.',
  waiting: (n: number) => `${decisions(n)} of them not sent`,
  and: 'And with them',
  others: ['the keys of all files, first of all: from then on nobody reads them', 'what is due, with your notes', 'the recovery key’s file, and the vault, if there is one', 'the settings, the size of the window, and the log'],
  backups: 'Stays readable, because it is yours',
  backup: (folder: string, file: string) => `${isolate(file)} in ${isolate(folder)}`,
  backupsUnknown: 'Backups and exports that you made, wherever you keep them.',
  exports: 'Files that you exported stay as well.',
  revoke: 'Also revoke the tokens on the servers',
  revokeWhat: (signedIn: number, pasted: number) =>
    pasted === 0
      ? 'They were made for Bailiwick when you signed in: nobody else uses them.'
      : signedIn === 0
        ? 'You pasted them, so other programs may use them as well: they stop working then.'
        : `${pasted === 1 ? '1 of them was' : `${count(pasted)} of them were`} pasted, so other programs may use it as well: they stop working then.`,
  revokeByHand: (n: number) => (n === 1 ? 'One more can only be revoked on its server’s own page: the list at the end says where.' : `${count(n)} more can only be revoked on their servers’ own pages: the list at the end says where.`),
  word: 'forget everything',
  type: 'Type “forget everything” to confirm',
  confirm: 'Forget everything',
  back: 'Keep it all',
  working: 'Forgetting: keys first, then files',
}

/** The page at the end: what was done, and what is left to do at the servers. */
export const closingWords = {
  one: (instance: string) => `${name(instance)} is forgotten here`,
  all: 'Everything here is forgotten',
  notGone: 'A part of it could not be deleted now, and goes at the next start.',
  done: 'Its keys and files are deleted on this computer.',
  doneAll: 'Keys, files and settings are deleted on this computer.',
  revoked: 'The token is revoked: nothing can be done with it any more.',
  notRevoked: (why: string) => `The token was not revoked. ${why}`,
  dropped: (n: number) => `${decisions(n)} that had not left ${n === 1 ? 'was' : 'were'} dropped.`,
  remains: 'Left to do on the server',
  nothing: 'Nothing is left to do there.',
  stays: {
    token: 'The token still works: revoke it on its page there.',
    application: 'Bailiwick is still among the applications that you let in: take it out there.',
    decisions: 'What you decided stays, and is seen in the server’s own log under your name.',
    notes: 'Notes that you wrote there stay.',
  } satisfies Record<Remains, string>,
  unsure: (n: number) => `${decisions(n)} ${n === 1 ? 'is' : 'are'} not sure: look there whether ${n === 1 ? 'it' : 'they'} arrived.`,
  page: 'Open the page for tokens',
  pageOf: (instance: string) => `Open the page for tokens of ${name(instance)}`,
  backups: 'Yours, and still readable',
  copy: 'Copy this list',
  copied: 'the list',
  close: 'Done',
}

/** What was done about one instance. `problem` is what kept a part of all of it from going: who knows whose that is. */
export function doneWith({ token, dropped }: Forgotten, problem: Problem | null): string[] {
  const some = problem === null ? [closingWords.done] : []
  if (token.kind === 'revoked') some.push(closingWords.revoked)
  else if (token.problem) some.push(closingWords.notRevoked(problemSentence(token.problem)))
  if (dropped > 0) some.push(closingWords.dropped(dropped))
  return some
}

/** That a part is still here, and why. */
export const notGone = (problem: Problem): string => `${closingWords.notGone} ${problemSentence(problem)}`

/** What one has to do there oneself, or know; the most pressing first. */
export function leftThere({ staysOnServer, unsure }: Forgotten): string[] {
  const order: Remains[] = ['token', 'application', 'decisions', 'notes']
  const some = order.filter((one) => staysOnServer.includes(one)).map((one) => closingWords.stays[one])
  return unsure > 0 ? [...some, closingWords.unsure(unsure)] : some
}

/** The whole page as text, to be kept somewhere else: Bailiwick itself no longer knows of it. */
export function closingText(forgotten: readonly Forgotten[], backups: readonly string[], problem: Problem | null): string {
  const line = (text: string) => `- ${text}`
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/gu, '')
  const parts = forgotten.map((one) => {
    const left = leftThere(one)
    const page = one.staysOnServer.some((stays) => stays === 'token' || stays === 'application') ? [line(one.tokenPage)] : []
    return [`${visible(one.name)} (${one.address})`, ...doneWith(one, problem).map(line), left.length > 0 ? `${closingWords.remains}:` : closingWords.nothing, ...left.map(line), ...page].join('\n')
  })
  const kept = backups.length > 0 ? [`${closingWords.backups}:\n${backups.map(line).join('\n')}`] : []
  const here = problem === null ? [] : [notGone(problem)]
  return plain([...here, ...parts, ...kept].join('\n\n'))
}
