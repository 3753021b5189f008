// The first run, which is also how one more instance is connected.

import type { KeychainFault } from '../backend'
import { isolate } from '../text'

export const firstRun = {
  name: 'Set up Bailiwick',
  addName: 'Connect a server',
  position: (at: string, of: string) => `${at} of ${of}`,
  loses: {
    title: 'Stop connecting?',
    what: (address: string) => `Bailiwick forgets the token that you pasted for ${isolate(address)}. On the server it goes on working until you revoke it there.`,
    signedIn: (address: string) => `Bailiwick forgets that you signed in to ${isolate(address)}, and asks the server to forget it, too.`,
    stop: 'Forget it and stop',
    stay: 'Go on connecting',
  },

  start: {
    title: 'Welcome to your desk',
    lead: 'See who waits on your Mastodon and GitLab servers, decide, and be sure that it happened: from one window, with few keys.',
    practiceTitle: 'Just look around',
    practice: 'Try with practice people',
    practiceWhat: 'A small Mastodon and a small GitLab on this computer, with some 300 made-up people each. Nothing that you decide there reaches anybody.',
    practising: 'Starting the practice servers',
    connectTitle: 'Your own server',
    connect: 'Connect a server',
    connectWhat: 'A server on which you moderate: you sign in with your browser, or paste a token. It starts read-only: nothing changes until you say so.',
  },

  connect: {
    title: 'Connect a server',
    lead: 'Bailiwick asks the server what it is, then you let Bailiwick in there.',
    address: 'Address',
    addressHint: 'as in the browser, with the path if it has one',
    example: 'tree.social or git.example/gitlab',
    find: 'Find',
    finding: (address: string) => `Asking ${address} what it is`,
    stop: 'Stop',
    found: 'Found:',
    answered: (time: string) => `answered in ${time}`,
    changed: 'The address is another one now: find that server first.',
    trustChanged: 'The connection options are other ones now: find the server again.',
    already: (person: string) => `The token is of ${person}. Go on, or take another one.`,
    alreadySignedIn: (person: string) => `You are signed in as ${person}. Go on, or sign in as somebody else.`,

    tokenTitle: 'Make a token for Bailiwick',
    tokenInstead: 'Paste a token instead',
    page: 'Open the page for tokens',
    pageHint: 'in your browser; call the token Bailiwick, so that you know it again',
    scopes: 'Choose the scopes',
    scopesHint: 'those above, where the page has not chosen them already',
    copyToken: 'Save there and copy the token',
    copyTokenHint: 'Some servers show it after you open the new entry, some only once.',
    paste: 'Paste token',
    pasting: 'Asking the server who you are',
    pasteHint: 'Bailiwick takes it from the clipboard, clears it there and shows it nowhere. That is why there is no field for it.',
  },

  you: {
    title: (address: string) => `This is you on ${address}`,
    // The mock's sentence: who, as what, on which software, how quick.
    role: (role: string) => `, role ${role}.`,
    noRole: ', without the name of a role.',
    software: (software: string, time: string) => `${software}, answered in ${time}.`,
    markTitle: 'Its mark on your desk',
    markWhy: 'Pattern first, colour second, so that you never act on the wrong server.',
    readOnly: 'Starts read-only.',
    later: 'You switch to moderating when you have looked around.',
    incomplete: 'It needs a name and two letters.',
  },

  /** Where the token is kept, and for how long. */
  kept: {
    keychain: "The token is in your system's keychain; what is cached is encrypted.",
    vault: 'The token is in the vault, under your passphrase; what is cached is encrypted.',
    practice: 'The token opens nothing real and is kept beside the made-up people.',
    session: 'Kept for this session only.',
    sessionOnly: (why: string) => `${why}, so the token, what is cached and your history live until you close Bailiwick, and are gone afterwards.`,
  },

  computer: {
    title: 'On this computer',
    lead: (address: string) => `Whom of ${address} shall Bailiwick keep on this computer, for how long, and how shall it show their pictures?`,
    keptTitle: 'What is kept',
    picturesTitle: 'Pictures of strangers',
    later: 'You can change this at any time in the settings of the instance.',
    finish: 'Open the queue',
    finishing: 'Putting it on your desk',
  },
}

/** Why there is no keychain, as the beginning of a sentence that says what follows from it. */
export const keychainWhy: Record<KeychainFault | 'other', string> = {
  unused: 'Bailiwick was started without the keychain',
  absent: 'This system has no keychain running',
  locked: "Your system's keychain is locked",
  timedOut: "Your system's keychain does not answer",
  other: "Your system's keychain did not take the token",
}
