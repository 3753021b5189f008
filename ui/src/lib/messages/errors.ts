// One sentence for each way in which something goes wrong: what happened, and what to do next.
// The server's own words come after it, marked as the server's (see `problemSaid`).

import type { CertificateFault, ErrorCode, KeychainFault, Problem } from '../backend'
import { count, exact } from '../format'
import { isolate } from '../text'
import { refusals } from './refusals'

const certificates: Record<CertificateFault, string> = {
  unknownIssuer: 'is not signed by an authority that this computer trusts: if it is your own, look at the certificate and give Bailiwick the file of its authority',
  expired: 'has expired or is not valid yet: check the clock of this computer, or ask who runs the server to renew it',
  otherName: 'was made for another name: check the address, or ask who runs the server',
  other: 'cannot be trusted: ask who runs the server',
}

export const keychains: Record<KeychainFault, string> = {
  absent: 'This system has no keychain running, so tokens last until you close Bailiwick; start a keychain (GNOME Keyring, KWallet) to keep them.',
  locked: "The system's keychain is locked, so tokens last until you close Bailiwick; unlock it and start again to keep them.",
  timedOut: "The system's keychain does not answer, so tokens last until you close Bailiwick; unlock or restart it to keep them.",
  unused: 'Bailiwick was started without the keychain, so tokens last until you close it; start it without that option to keep them.',
}

const keychainNow: Record<KeychainFault, string> = {
  absent: 'This system has no keychain running: start one (GNOME Keyring, KWallet) and try again.',
  locked: "The system's keychain is locked: unlock it and try again.",
  timedOut: "The system's keychain does not answer: unlock or restart it and try again.",
  unused: 'Bailiwick was started without the keychain: start it without that option and try again.',
}

/** What happened and what to do next, in one sentence. */
export function errorSentence(error: ErrorCode): string {
  switch (error.code) {
    case 'addressInvalid':
      return 'That is not the address of a server: type it like mastodon.example or https://git.example/gitlab.'
    case 'httpNotAllowed':
      return 'Without https a token could be read on the way: use an address that begins with https, or a server on this computer.'
    case 'noSuchServer':
      return `No server is called ${isolate(error.host)}: check the spelling, and that you are online.`
    case 'notReachable':
      return `Nothing answers at ${isolate(error.host)}: check the address and your network, then try again.`
    case 'timedOut':
      return `The server did not answer within ${count(error.seconds)} s: try again in a while.`
    case 'certificateNotTrusted':
      return `The certificate of ${isolate(error.host)} ${certificates[error.fault]}.`
    case 'certificateChanged':
      return `${isolate(error.host)} shows another certificate than the one you trusted: ask who runs it whether it was changed, and compare the fingerprints before you trust the new one.`
    case 'clientCertificateNeeded':
      return `${isolate(error.host)} lets in only who shows a certificate: choose the file that its administrator gave you.`
    case 'clientCertificateRefused':
      return `${isolate(error.host)} does not take your certificate: ask its administrator whether it has expired or is meant for another server.`
    case 'certificateFileUnusable':
      return `${isolate(error.path)} is not such a file: it has to be PEM, at most 1 MB, and for a certificate of your own with its key, without a password.`
    case 'fingerprintInvalid':
      return 'That is not the SHA-256 fingerprint of a certificate: it has 64 digits and letters from A to F.'
    case 'proxyInvalid':
      return 'That is not the address of a proxy: type it like socks5h://127.0.0.1:9050 or http://proxy.example:3128, without a name or password.'
    case 'proxyUnusable':
      return `The proxy ${isolate(error.host)} does not answer or does not let us through: check it, or ask who runs it.`
    case 'clockWrong':
      return `The clock of this computer is ${timeOff(error.seconds)} the server's: set it, then try again.`
    case 'cutOff':
      return 'The connection broke before the answer was complete: try again.'
    case 'tooLarge':
      return `The answer is larger than ${count(error.megabytes)} MB, which no such server sends: check the address.`
    case 'htmlInsteadOfData':
      return `A web page came where data was expected (status ${error.status}): check the address, or whether a proxy or login page stands before the server.`
    case 'unreadable':
      return 'The server sent data that Bailiwick cannot read: check the address, and copy the diagnostics for a bug report if it is right.'
    case 'sentElsewhere':
      return `The server sends us on to ${isolate(error.host)}, and your token stays here: connect that address itself if you trust it.`
    case 'neitherPlatform':
      return 'There is neither a Mastodon nor a GitLab at this address: check it, with the path if the server has one.'
    case 'rateLimited':
      return error.until === null
        ? 'The server asks us to wait: try again in a few minutes.'
        : `The server asks us to wait until ${exact(error.until)}: try again then.`
    case 'serverTrouble':
      return `The server has a trouble of its own (status ${error.status}): try again in a while, or ask who runs it.`
    case 'tokenNotTaken':
      return 'The server does not take the token, which is wrong, revoked or expired: make a new one and paste it.'
    case 'signInNeeded':
      return 'The server no longer renews your sign-in, so nothing is sent for now: sign in again, and what waits leaves then.'
    case 'scopeMissing':
      return `The token was made without the scope ${error.scope}: make one that has it and paste it.`
    case 'roleMissing':
      return error.handle === null
        ? 'You have no role on this server that may moderate: ask an administrator for one, or use the token of an account that has it.'
        : `${isolate(`@${error.handle}`)} has no role on this server that may moderate: ask an administrator for one, or use the token of an account that has it.`
    case 'adminModeMissing':
      return 'The token lacks the scope admin_mode, or you are no administrator here: make a token with that scope and paste it, or ask an administrator.'
    case 'serverSaysNo':
      return `The server said no (status ${error.status}): open it in the browser to see whether it works there.`
    case 'notFound':
      return 'The server has no such thing any more, or does not serve it: refresh the list.'
    case 'signInDenied':
      return 'You did not agree on the page of the server, so Bailiwick got nothing: sign in again when you are ready.'
    case 'signInTimedOut':
      return 'Nobody agreed on the page of the server in time: sign in again.'
    case 'signInGone':
      return 'This sign-in is over: begin again.'
    case 'signInRefused':
      return 'The server did not sign you in: try again, or make a token on its pages and paste it.'
    case 'applicationUnknown':
      return 'The server knows no such application: check the id with your administrator, and that it is registered as not confidential.'
    case 'listenerUnusable':
      return 'Bailiwick cannot wait for your browser on this computer (127.0.0.1): sign in by a code instead.'
    case 'notACode':
      return 'What is in the clipboard cannot be a code: copy the code that the server shows, nothing else, and paste it here.'
    case 'clipboardEmpty':
      return 'The clipboard holds no text: copy the token on the server, then paste it here.'
    case 'clipboardUnusable':
      return 'The clipboard cannot be used on this system: check that Bailiwick may reach it, then try again.'
    case 'notAToken':
      return 'What is in the clipboard cannot be a token, so it was left there: copy the token on the server, then paste it here.'
    case 'alreadyConnected':
      return `This server is on the desk already, with the same person, as ${isolate(error.name)}: use that one, or a token of somebody else.`
    case 'deskFull':
      return 'All nine places on the desk are taken: remove an instance first.'
    case 'numberTaken':
      return 'Another instance has this number: choose one that is free.'
    case 'nameInvalid':
      return 'That cannot be shown: a name has 1 to 60 visible characters, a mark two letters or digits.'
    case 'cachingInvalid':
      return 'Days are whole numbers, 1 to 365 for accounts that are gone and 1 to 3,650 for addresses: correct them, then keep them.'
    case 'dueInvalid':
      return 'That time is not ahead, or more than a year away: choose another one.'
    case 'exportEmpty':
      return 'A file without a column would be empty, so none was written: choose at least one column.'
    case 'exportUnwritable':
      return `No file can be written into ${isolate(error.path)}: check that the folder is there and that you may write to it, then try again.`
    case 'fileManagerUnusable':
      return 'No file manager could be opened: look for the file in the folder that is named beside it.'
    case 'draftGone':
      return 'This connection was given up meanwhile: begin again with the address.'
    case 'noSuchProfile':
      return 'This instance is no longer on the desk: choose another one.'
    case 'keychainUnusable':
      return keychainNow[error.why]
    case 'noToken':
      return 'There is no token for this instance in this session: paste one in its settings.'
    case 'locked':
      return 'The desk is locked: unlock it first.'
    case 'passphraseWrong':
      return 'That is not the passphrase: look at Caps Lock and the layout of the keyboard, then type it again.'
    case 'passphraseShort':
      return `A passphrase has at least ${count(error.least)} characters: make it longer.`
    case 'vaultUnusable':
      return `The vault cannot be read, and was left untouched: bring ${isolate(error.path)} back from a copy of the data folder.`
    case 'settingsUnreadable':
      return `${isolate(error.path)} holds no settings that this Bailiwick can read, so nothing was changed: choose the file that Export settings wrote.`
    case 'notAllowed':
      return refusals(error.refusal)
    case 'notAsked':
      return 'Nothing was decided: on this instance that is asked about in its panel first.'
    case 'handleNotTyped':
      return 'The handle was not typed as it is written, so nothing was sent: type it again.'
    case 'tellNotChosen':
      return 'Nothing was sent yet: choose first whether they are told.'
    case 'presetInvalid':
      return 'The number of a preset has digits only, so nothing was sent: correct it under Advanced.'
    case 'placeholderLeft':
      return `The text still has ${isolate(error.placeholder)} in it, so nothing was sent: put your own words there.`
    case 'changedMeanwhile':
      return 'The account is no longer as it was on screen, so nothing was sent: look at it again, then decide.'
    case 'textTooLong':
      return `The text is longer than ${count(error.limit)} characters, so nothing was sent: shorten it.`
    case 'alreadyOpen':
      return 'Another Bailiwick has this desk open: use that window, or close it and start again.'
    case 'folderUnusable':
      return `The data folder cannot be used: check that you may write to ${isolate(error.path)} and that the disk has room, then start again.`
    case 'storeUnusable':
      return `A file that must not be lost cannot be opened and was left untouched: restore ${isolate(error.path)} from a backup, or move it away, then start again.`
    case 'keyGone':
      return `The keychain has no key for a file that must not be lost, which was left untouched: use your recovery key for ${isolate(error.path)}, or bring the keychain back.`
    case 'snapshotFailed':
      return `A file is copied before a new version of Bailiwick changes it, and the copy could not be made: make room on the disk of ${isolate(error.path)}, then start again.`
    case 'recoveryKeyMistyped':
      return error.groups.length === 0
        ? 'This is not the recovery key as it was shown, though each of its groups could be: compare all of them with what you wrote down.'
        : `${error.groups.length === 1 ? 'Group' : 'Groups'} ${listed(error.groups)} of the recovery key cannot be right: compare with what you wrote down.`
    case 'recoveryKeyLength':
      return `A recovery key has ${count(error.needs)} letters and digits, and this has ${count(error.has)}: type all of its groups.`
    case 'recoveryKeyWrong':
      return 'This recovery key does not open the file, which is another key’s or damaged: look for the key that was made last, or for the one of this backup.'
    case 'noRecoveryKey':
      return 'There is no recovery key on this computer: make one in the settings, or type yours.'
    case 'noRecoveryFile':
      return `The file that a recovery key opens is not there: bring ${isolate(error.path)} back from a copy of the data folder.`
    case 'journalOpens':
      return 'The journal of this instance opens, so no backup was put in its place: look at History.'
    case 'backupUnusable':
      return 'This is no backup, or it is not whole, so nothing was changed: choose another one.'
    case 'backupTooNew':
      return 'This backup was made by a newer version of Bailiwick, so nothing was changed: install that version, then restore it.'
    case 'backupOfAnother':
      return `This is the journal of ${isolate(`@${error.username}`)} on ${isolate(error.address)}, so nothing was changed: restore it there, or choose another one.`
    case 'diskTrouble':
      return 'The disk is full or broken: make room, then try again.'
    case 'noPicture':
      return 'There is no picture that can be shown: open the account on the server to see it.'
    case 'linkNotAllowed':
      return 'This link leads to no web page, so it was not opened: copy it if you need it.'
    case 'otherPerson':
      return `This is the token of ${isolate(`@${error.username}`)}, who is somebody else on this server: paste a token of your own account there.`
    case 'browserUnusable':
      return 'No browser could be opened: set a default browser in the system, or copy the link.'
    case 'portTaken':
      return `The practice servers cannot start because another program uses port ${error.port}: close that program, then try again.`
    case 'stopped':
      return 'You stopped this: start it again when you like.'
    case 'internal':
      return 'Bailiwick made a mistake of its own: try again, and copy the diagnostics for a bug report if it stays.'
    default:
      return unreachable(error)
  }
}

/** "7 min ahead of", "3 h behind", "12 days behind". */
function timeOff(seconds: number): string {
  const size = Math.abs(seconds)
  const told = size < 7_200 ? `${count(Math.round(size / 60))} min` : size < 172_800 ? `${count(Math.round(size / 3_600))} h` : `${count(Math.round(size / 86_400))} days`
  return `${told} ${seconds > 0 ? 'ahead of' : 'behind'}`
}

/** "3", "3 and 12", "3, 5 and 12". */
const listed = (numbers: number[]): string => numbers.join(', ').replace(/, (\d+)$/, ' and $1')

/** The sentence of a problem. The server's own words are kept apart: they are not ours. */
export const problemSentence = (problem: Problem): string => errorSentence(problem.error)

/** A value that no type lets through; the compiler finds the forgotten case here. */
function unreachable(value: never): never {
  throw new Error(`no sentence for ${JSON.stringify(value)}`)
}
