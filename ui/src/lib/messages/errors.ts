// One sentence for each way in which something goes wrong: what happened, and what to do next.
// The server's own words come after it, marked as the server's (see `problemSaid`).

import type { CertificateFault, ErrorCode, KeychainFault, Problem } from '../backend'
import { count, exact } from '../format'
import { isolate } from '../text'
import { refusals } from './refusals'

const certificates: Record<CertificateFault, string> = {
  unknownIssuer: 'is not signed by an authority that this computer trusts: if it is your own, add its authority to the system and try again',
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
    case 'notAllowed':
      return refusals(error.refusal)
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

/** The sentence of a problem. The server's own words are kept apart: they are not ours. */
export const problemSentence = (problem: Problem): string => errorSentence(problem.error)

/** A value that no type lets through; the compiler finds the forgotten case here. */
function unreachable(value: never): never {
  throw new Error(`no sentence for ${JSON.stringify(value)}`)
}
