// The connection to an instance, piece by piece, and the health of its token.

import type { Piece, Problem, TokenHealth } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'
import { times } from './common'

export const connectionWords = {
  testing: 'Trying it piece by piece',
  /** How many did not, for who listens. */
  bad: (n: number) => (n === 1 ? '1 piece does not work.' : `${count(n)} pieces do not work.`),
  pieces: {
    reach: 'Way to the server',
    certificate: 'Its certificate',
    clock: 'Both clocks',
    software: 'Its software',
    token: 'Your token',
    scopes: 'Scopes of the token',
    role: 'Your role',
    accounts: 'Accounts',
    reports: 'Reports',
  } satisfies Record<Piece, string>,
  outcomes: { good: 'good', bad: 'does not work', skipped: 'not tried', notHere: 'not on this server' },
  triedAt: 'Tried',
  latency: 'Answered in',
  software: 'Software',
  you: 'You are',
  clock: 'Clock',
  clockRight: 'as the server’s',
  ahead: (time: string) => `${time} ahead of the server’s`,
  behind: (time: string) => `${time} behind the server’s`,
  certificate: 'Certificate',
  certificateOf: (issuer: string, until: string) => `signed by ${isolate(cut(visible(issuer), 60))}, valid until ${until}`,

  probed: 'Looked up',
  neverProbed: 'Not looked up yet',
  probe: 'Look again',
  probing: 'Asking the server what it serves',
  probedNow: 'Looked up anew.',
}

export const tokenWords = {
  way: { pasted: 'made on the server, and pasted', signedIn: 'from signing in' } satisfies Record<TokenHealth['way'], string>,
  from: 'Comes',
  name: 'Name there',
  scopes: 'Scopes',
  scopesUnknown: 'the server does not tell',
  made: 'Made',
  since: 'Here since',
  used: 'Last used',
  expires: 'Expires',
  never: 'never',
  unknown: 'the server does not tell',
  renewsItself: 'Bailiwick renews it by itself',
  soon: (days: number) => (days < 1 ? 'expires within 24 hours' : days === 1 ? 'expires in 1 day' : `expires in ${count(days)} days`),
  over: 'has expired',

  revoke: 'Revoke…',
  revoking: {
    title: (name: string) => `Revoke the token of ${isolate(name)}?`,
    what: 'The server stops taking it at once, and Bailiwick forgets it.',
    stays: 'What is cached and your history stay here. Nothing is fetched or sent until you sign in again or paste a new token.',
    elsewhere: 'If another program uses the same token, it is shut out, too.',
    waiting: (n: number) => (n === 1 ? '1 decision has not left: it waits until there is a token again.' : `${count(n)} decisions have not left: they wait until there is a token again.`),
    confirm: 'Revoke it',
    keep: 'Keep it',
    done: (name: string) => `The token of ${isolate(name)} is revoked.`,
  },
  byHand: 'This one can only be revoked on the server’s page for tokens.',
}

/** How far this computer's clock is from the server's, in seconds: a few are the way there and back. */
export function apart(seconds: number): string {
  const gap = Math.abs(seconds)
  if (gap < 60) return connectionWords.clockRight
  const words = gap < 7200 ? times.minutes(count(Math.round(gap / 60))) : gap < 172_800 ? times.hours(count(Math.round(gap / 3600))) : times.days(count(Math.round(gap / 86_400)))
  return seconds > 0 ? connectionWords.ahead(words) : connectionWords.behind(words)
}

/** Where the desk is: what is wrong with a token before it stops working, or after. */
export const tokenNotice = {
  soon: (words: string) => `The token of this instance ${words}.`,
  soonHint: 'Sign in again, or make a new one and paste it, before nothing leaves any more.',
  signIn: 'You have to sign in again.',
  signInHint: 'The server no longer renews the token. What you decide waits until then; nothing is lost.',
  open: 'See to it',
}

/** Whether it is about the token that has to be got anew. */
export const needsSignIn = (problem: Problem): boolean => problem.error.code === 'signInNeeded'
