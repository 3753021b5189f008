// What somebody writes about what is trusted on the way to a server, until it is taken. It knows no words.

import type { CertificateSeen, PartChange, Problem, TrustChange, TrustSetup } from '../backend'

/** The parts that are typed or chosen. */
export type TrustField = 'rootsFile' | 'clientFile' | 'proxy'

const KEEP: TrustChange = { rootsFile: 'keep', pinned: 'keep', clientFile: 'keep', proxy: 'keep' }

/** A change of one part of what an instance trusts; the others stay. */
export const change = (part: keyof TrustChange, to: PartChange): TrustChange => ({ ...KEEP, [part]: to })

export class TrustDraft {
  rootsFile = $state('')
  clientFile = $state('')
  proxy = $state('')
  /** The fingerprint of the one certificate that is taken. */
  pinned = $state<string | null>(null)

  /** None where nothing differs from what the system trusts. */
  get value(): TrustSetup | null {
    const given = (text: string) => text.trim() || null
    const setup = { rootsFile: given(this.rootsFile), pinned: this.pinned, clientFile: given(this.clientFile), proxy: given(this.proxy) }
    return Object.values(setup).some((part) => part !== null) ? setup : null
  }

  /** What was typed, as a change of what an instance trusts: what stayed empty is kept. */
  get change(): TrustChange | null {
    const { value } = this
    if (!value) return null
    const set = (part: string | null): PartChange => (part === null ? 'keep' : { set: part })
    return { rootsFile: set(value.rootsFile), pinned: set(value.pinned), clientFile: set(value.clientFile), proxy: set(value.proxy) }
  }

  clear() {
    this.rootsFile = this.clientFile = this.proxy = ''
    this.pinned = null
  }
}

/** Which of the typed parts a problem speaks of; none where it speaks of the server. */
export function fieldOf({ error }: Problem, { rootsFile, clientFile }: Pick<TrustDraft, TrustField>): TrustField | null {
  switch (error.code) {
    case 'proxyInvalid':
    case 'proxyUnusable':
      return 'proxy'
    case 'clientCertificateNeeded':
    case 'clientCertificateRefused':
      return 'clientFile'
    case 'certificateFileUnusable':
      return error.path === clientFile.trim() && error.path !== rootsFile.trim() ? 'clientFile' : 'rootsFile'
    default:
      return null
  }
}

/** "AA:BB:…" in groups of four bytes, as one reads it out to somebody: "AABB CCDD …". */
export const readable = (sha256: string): string => (sha256.replaceAll(':', '').match(/.{1,4}/g) ?? []).join(' ')

/** Whether the clock of this computer may be what is wrong, and on which side the certificate's time lies. */
export function clockDoubt({ notBefore, notAfter, now }: CertificateSeen): 'early' | 'late' | null {
  if (now === null) return null
  if (notBefore !== null && now < notBefore) return 'early'
  return notAfter !== null && now > notAfter ? 'late' : null
}
