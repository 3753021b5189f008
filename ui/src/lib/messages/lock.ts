// The lock, and the passphrase that makes it real.

import { count } from '../format'

const minutes = (n: number) => (n === 1 ? '1 minute' : `${count(n)} minutes`)

export const lockWords = {
  /** Of the window, while it is locked: it names nobody. */
  windowTitle: 'Bailiwick — locked',
  windowTitleOpen: 'Bailiwick',
  title: 'Bailiwick is locked',
  hidden: 'The desk is hidden',
  lock: 'Lock the desk',
  lockNow: 'Lock now',
  stroke: 'Ctrl+Shift+L',
  nobodyHere: (n: number) => `Nobody was here for ${minutes(n)}.`,
  real: 'The files are closed, and their keys are in the vault: nobody reads them without the passphrase.',
  onlyHides: 'This lock only hides: whoever sits at this computer can go on here. A passphrase makes it real; it is set in the settings, under Security.',
  paused: 'Holds are paused while the desk is locked: nothing is sent.',
  notPaused: 'The desk is hidden, but Bailiwick could not lock behind it, and what is held may still leave.',
  tryLock: 'Lock again',
  open: 'Open the desk',
  unlock: 'Unlock',
  unlocking: 'Opening the vault',
  quit: 'Quit',
  quitHint: 'What has not left is kept, and asked about at the next start.',
  wait: (time: string) => `The next try is taken in ${time}.`,
  waitOver: 'You can try again.',
  forgotten: 'Forgotten the passphrase?',
}

export const passphraseWords = {
  label: 'Passphrase',
  old: 'Passphrase until now',
  fresh: 'New passphrase',
  again: 'Once more',
  show: 'Show the passphrase',
  hide: 'Hide the passphrase',
  capsLock: 'Caps Lock is on.',
  differs: 'The two are not the same.',
  missing: (n: number) => (n === 1 ? '1 more character' : `${count(n)} more characters`),
  strength: {
    fair: 'Keeps somebody out who tries by hand. A few more words would keep a machine out.',
    good: 'Good: several words that belong together only for you.',
    strong: 'Strong.',
  },
}
