// Settings: where secrets are kept, and for how long the desk stays open.

import type { Keeping } from '../backend'

export const security = {
  title: 'Security',
  where: {
    keychain: 'Tokens and the keys of your files are in the system’s keychain. Accounts and history are in Bailiwick’s data folder on this computer, encrypted.',
    vault: 'Tokens and the keys of your files are in a vault that only your passphrase opens. Accounts and history are in Bailiwick’s data folder on this computer, encrypted.',
    session: 'Accounts, history and tokens of real servers live until you close Bailiwick, and are gone afterwards.',
  } satisfies Record<Keeping, string>,
  makeVault: 'Set a passphrase…',
  makeVaultWhy: 'Bailiwick then asks for it at each start, and its lock keeps others out.',
  keepWhy: 'With a passphrase they are kept in a vault on this computer, without the keychain.',
  change: 'Change the passphrase…',
  leave: 'Back to the keychain…',
  leaveNot: 'Going back needs a keychain, which this system has not got now.',

  lockTitle: 'Lock',
  lockBySelf: 'Lock when nobody is here',
  lockBySelfHint: 'Without a key, a click, the pointer or the wheel. What is half typed is dropped.',
  lockAfter: 'After so many minutes',
  lockAfterHint: 'from 1 to 240',
  lockReal: 'The lock closes the files; the passphrase opens them.',
  lockHides: 'Without a passphrase the lock only hides what is on screen.',

  out: {
    title: 'Settings on another computer',
    what: 'Preferences, and the instances with their names and marks. No tokens, and nobody’s data.',
    run: 'Export settings',
    done: 'Written into this file:',
    path: 'the path of the file',
    import: 'Import settings…',
  },
  into: {
    title: 'Import settings',
    what: 'Takes over theme and keys, and puts the instances on the desk that are not there yet. Each of them needs you to sign in, as the same person.',
    path: 'File',
    pathHint: 'that Bailiwick wrote with Export settings',
    choose: 'Choose…',
    run: 'Import',
    added: 'On the desk now',
    signIn: 'They only look until you sign in: do that in the settings of each.',
    skipped: 'Not taken over: on the desk already, or without a place on it',
    nothing: 'No instance of the file came onto the desk. Theme and keys are taken over.',
    done: 'Theme and keys are taken over. Lock, holds and what is remembered stay as they are here.',
    close: 'Done',
    first: 'Import settings from another computer…',
  },

  danger: 'Start from nothing',
  forgetAll: 'Forget everything here…',
  forgetAllWhat: 'Every instance leaves this computer, with its token, cache and history.',
}

/** Setting, changing and leaving the passphrase. */
export const vaultWords = {
  making: {
    title: 'Set a passphrase',
    what: 'Tokens and the keys of your files go into a vault on this computer that only the passphrase opens. Bailiwick asks for it at each start and after each lock.',
    comeAlong: 'What is connected already comes along, with its history.',
    forget: 'If you forget it',
    forgetTokens: 'Tokens are lost: you make one anew at each server, or sign in again.',
    forgetJournal: 'Your history opens with the recovery key. Make one, if you have none: it is in the settings, under Recovery.',
    run: 'Set the passphrase',
    working: 'Making the vault: this takes a few seconds on purpose',
    done: 'The passphrase is set. Ctrl+Shift+L locks the desk.',
  },
  changing: {
    title: 'Change the passphrase',
    run: 'Change it',
    done: 'The new passphrase counts from now on.',
  },
  leaving: {
    title: 'Back to the keychain',
    what: 'Tokens and keys go into the system’s keychain, and the vault is deleted. Bailiwick no longer asks for a passphrase, and its lock only hides.',
    run: 'Go back to the keychain',
    done: 'Tokens and keys are in the system’s keychain again.',
  },
}

/** Where a first instance is about to be connected and there is no keychain to keep its token. */
export const keepingChoice = {
  title: 'How shall what you connect be kept?',
  /** After the beginning of a sentence that says why there is no keychain. */
  why: (why: string) => `${why}: without it there are two ways.`,
  session: 'This session only',
  sessionWhat: 'Tokens, accounts and history are gone when you close Bailiwick.',
  vault: 'With a passphrase',
  vaultWhat: 'They are kept on this computer in a vault that only the passphrase opens.',
  set: 'Set a passphrase…',
  kept: 'A passphrase is set: what you connect is kept in the vault.',
}
