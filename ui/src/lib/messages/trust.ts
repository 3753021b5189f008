// What is trusted on the way to a server: certificates, and proxies between.

import type { CertificateFault } from '../backend'
import { isolate } from '../text'

const faults: Record<CertificateFault, string> = {
  unknownIssuer: 'No authority that this computer trusts has signed it.',
  expired: 'It has expired or is not valid yet.',
  otherName: 'It was made for another name than the address.',
  other: 'This computer cannot trust it.',
}

export const certificate = {
  title: 'The certificate that the server shows',
  show: 'Show the certificate',
  looking: 'Asking the server for its certificate',
  subject: 'Made for',
  issuer: 'Signed by',
  itself: 'itself',
  names: 'Names',
  noNames: 'none',
  from: 'Valid from',
  to: 'Valid to',
  unknown: 'unknown',
  sha256: 'Fingerprint (SHA-256)',
  copySha256: 'the fingerprint',
  wrong: 'What is wrong',
  nothingWrong: 'nothing: this computer trusts it',
  clock: 'This computer’s clock',
  faults,
  /** Where the clock may be to blame. */
  early: 'By the clock of this computer its time has not begun. If that clock is wrong, set it and try again: nothing else is needed then.',
  late: 'By the clock of this computer its time is over. If that clock is wrong, set it and try again; if it is right, ask who runs the server to renew the certificate.',
  more: (n: number) => `and ${n} more`,
}

export const trusting = {
  title: 'How to go on',
  file: 'With the certificate file of your organisation',
  fileWhat: 'The better way where there is an authority of your own: every server that it signs is trusted for this instance, also after the certificate is renewed.',
  useFile: 'Use this file',
  pin: 'Trust exactly this certificate',
  pinWhat: 'No other one is taken from then on, not even one that is signed well. When the server renews it, you are asked again.',
  pinTick: 'I compared the fingerprint with the one that my administrator told me, by phone or in person.',
  pinUse: 'Trust this one',

  options: 'Connection options',
  optionsHint: 'for networks with a proxy, an authority of their own, or client certificates',
  roots: 'Certificate file (PEM)',
  rootsHint: 'authorities that are trusted in addition to the system’s',
  client: 'Client certificate (PEM)',
  clientHint: 'certificate and key in one file; the key goes to the keychain',
  proxy: 'Proxy',
  proxyHint: 'only where it differs from the system’s; without a password',
  proxyExample: 'socks5h://127.0.0.1:9050',
  choose: 'Choose…',
  pinned: (fingerprint: string) => `Trusts exactly the certificate ${isolate(fingerprint)}.`,
  unpin: 'No longer',
}

/** What is trusted on the way to an instance that is on the desk. */
export const trustPart = {
  title: 'Certificates and proxy',
  usual: 'Trusts what the system trusts, and takes its way to the server.',
  roots: 'Trusts in addition',
  pinned: 'Trusts exactly',
  client: 'Shows the server',
  proxy: 'Goes through',
  until: (date: string) => `until ${date}`,
  drop: 'Drop',
  dropThis: (what: string) => `Drop: ${what}`,
  change: 'Change…',
  save: 'Keep',
  saved: 'Kept. It counts from the next request.',
  nothing: 'Nothing is filled in yet.',
}
