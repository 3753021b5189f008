// The recovery key, and backups of the journal.

import type { RecoveryState } from '../backend'
import { date } from '../format'
import { isolate } from '../text'
import { keychains, problemSentence } from './errors'

export const recovery = {
  title: 'Recovery',
  what: 'A recovery key opens your history where the system’s keychain or your passphrase is lost, and the backups of it on any computer. Keep it where a fire or a thief does not find it together with this computer.',
  make: 'Make a recovery key',
  makeNew: 'Make a new one',
  use: 'Use a recovery key',
  have: 'I have a recovery key',
  backUp: 'Back up now',
  backUpOf: (name: string) => `Back up the journal of ${isolate(name)} now`,
  backedUp: (file: string, folder: string) => `Written as ${isolate(file)} in ${isolate(folder)}.`,
  restore: 'Restore a backup',

  making: {
    title: 'Your recovery key',
    once: 'Write it down, or put it into a password manager. It is shown this once, and nobody can tell it to you again.',
    replaces: 'The one before no longer opens this desk. Backups that were made with it still need it.',
    groups: 'The groups of the key',
    copied: 'the recovery key',
    copy: 'Copy',
    written: 'I have written it down',
    proof: 'Type two of its groups, so that it is sure to be on your paper.',
    group: (number: number) => `Group ${number}`,
    back: 'Show it again',
    keep: 'Use this key',
    kept: 'The recovery key is in use.',
  },

  using: {
    title: 'Use a recovery key',
    what: 'It puts the keys of your files back into the keychain. Tokens do not come back: each instance asks for its own again.',
    key: 'Recovery key',
    keyHint: '18 groups of four',
    run: 'Open with this key',
    done: (keys: number) => (keys === 0 ? 'The key is right. Nothing was lost.' : 'The history opens again.'),
  },

  forgotten: {
    title: 'Forgotten the passphrase?',
    what: 'Nobody can tell it to you, and nothing opens the vault without it. The recovery key opens your files again, and puts their keys into a new vault. Tokens do not come back: each instance asks for its own again.',
    run: 'Open with this key',
    done: 'The history opens again, and the new passphrase counts from now on.',
    without: 'Without the recovery key, what is in the files on this computer is lost.',
  },

  restoring: {
    title: 'Restore a backup',
    where: (folder: string) => `Backups in ${isolate(folder)}:`,
    none: (folder: string) => `There is no backup in ${isolate(folder)}. Put the file there, whose name ends in .bailiwick, and look again.`,
    look: 'Look again',
    choose: 'Backup',
    keyHint: 'leave it empty if it is the one of this desk',
    aside: 'The journal that does not open is set aside, not deleted.',
    run: 'Restore',
    done: 'The journal is restored.',
  },
}

/** Whether there is a recovery key, in a sentence or two. */
export function recoveryState(state: RecoveryState): string {
  switch (state.kind) {
    case 'sessionOnly':
      return `${keychains[state.why]} Nothing is kept beyond this session, so there is nothing to recover.`
    case 'missing':
      return 'There is no recovery key: with the keychain or the passphrase, your history would be lost.'
    case 'kept': {
      const made = state.madeAt === null ? 'There is a recovery key.' : `There is a recovery key, made on ${date(state.madeAt, Date.now())}.`
      return state.problem === null ? made : `${made} It would not open everything now. ${problemSentence(state.problem)}`
    }
  }
}
