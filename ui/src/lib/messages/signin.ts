// Signing in to a server through its own pages, and what a token may be made for.

import type { Purpose, SignInWay } from '../backend'
import { count } from '../format'
import { isolate } from '../text'
import { times } from './common'

export const purposeWords = {
  title: 'What do you want to do there?',
  hint: 'Bailiwick asks the server for the least that it has for that.',
  names: {
    look: 'Only look',
    moderate: 'Moderate',
    reports: 'Moderate, with reports',
  } satisfies Record<Purpose, string>,
  may: {
    look: 'Reads accounts. The server itself refuses every change.',
    moderate: 'Reads accounts and decides about them.',
    reports: 'Reads accounts and reports, and decides about both.',
  } satisfies Record<Purpose, string>,
  /** Behind what moderating may, where reports can be had, too. */
  noReports: 'Sees no reports.',
  scopes: 'Asks for these scopes',
  scope: (name: string) => `the scope ${isolate(name)}`,
}

const begins: Record<SignInWay, string> = {
  browser: 'Sign in with your browser',
  code: 'Sign in and copy a code',
  device: 'Show a code for another device',
}

export const signing = {
  begins,
  beginning: 'Asking the server for its page',
  browserWhat: 'The server asks you in your own browser whether Bailiwick may. Your password stays between the two of them.',
  others: 'Another way',
  code: 'Paste a code instead',
  codeWhat: 'Where the browser cannot reach Bailiwick, as on another computer: the server shows a code after you allowed it, and Bailiwick takes that from the clipboard.',
  application: 'Sign in with an application id',
  applicationWhat: 'An administrator of the server makes an application for Bailiwick, once for everybody, and gives you its id.',
  applicationNeeds: 'What the administrator enters',
  applicationName: 'Name',
  applicationNameIs: 'Bailiwick',
  applicationRedirect: 'Redirect URI',
  applicationConfidential: 'Confidential',
  applicationNot: 'no: leave it unticked',
  applicationScopes: 'Scopes',
  applicationField: 'Application id',
  applicationHint: 'it is no secret',
  applicationMissing: 'Type or paste the id of the application first.',
  deviceWhat: 'Bailiwick shows a short code. You type it on any device on which you are signed in to the server.',

  waiting: {
    title: 'Waiting for you',
    browser: (address: string) => `Your browser shows a page of ${isolate(address)}: sign in if it asks, then allow Bailiwick. It goes on here by itself.`,
    code: (address: string) => `Your browser shows a page of ${isolate(address)}: sign in if it asks, then allow Bailiwick. The page shows a code: copy it, then paste it here.`,
    device: (address: string) => `Open the page below on the device on which you are signed in to ${isolate(address)}, and type this code there. It goes on here by itself.`,
    minutes: (n: number) => (n > 1 ? `It waits for ${times.minutes(count(n))} more.` : 'It waits for less than a minute more.'),
    codeCopied: 'the code',
    page: 'the address of the page',
    pageLabel: 'The page',
    again: 'Open the page again',
    paste: 'Paste the code',
    pasting: 'Exchanging the code',
    pasteHint: 'Bailiwick takes it from the clipboard and clears it there.',
    stop: 'Stop',
  },
  copyPage: 'Copy its address',
  /** In place of the way that did not work. */
  useCode: 'Use a code instead',
  done: (person: string) => `Signed in as ${isolate(person)}.`,

  again: {
    button: 'Sign in again…',
    title: (name: string) => `Sign in to ${isolate(name)} again`,
    what: (person: string) => `As ${isolate(person)}: another person is another instance. What is cached here and what you decided stay.`,
    loading: 'Asking the server how one signs in',
    none: 'This server has no sign-in for programs: paste a token instead.',
    done: (name: string) => `Signed in to ${isolate(name)} again.`,
  },
}
