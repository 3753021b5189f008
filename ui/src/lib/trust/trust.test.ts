import { describe, expect, it } from 'vitest'
import type { CertificateSeen, ErrorCode } from '../backend'
import { change, clockDoubt, fieldOf, readable, TrustDraft } from './trust.svelte'

describe('what is trusted on the way', () => {
  it('is_nothing_beyond_the_system_until_something_is_typed', () => {
    const draft = new TrustDraft()
    expect([draft.value, draft.change]).toEqual([null, null])
    draft.proxy = '   '
    expect(draft.value).toBeNull()
    draft.rootsFile = ' /home/kim/root.pem '
    expect(draft.value).toEqual({ rootsFile: '/home/kim/root.pem', pinned: null, clientFile: null, proxy: null })
    draft.clear()
    expect(draft.value).toBeNull()
  })

  it('changes_only_what_was_typed', () => {
    const draft = new TrustDraft()
    draft.proxy = 'socks5h://127.0.0.1:9050'
    expect(draft.change).toEqual({ rootsFile: 'keep', pinned: 'keep', clientFile: 'keep', proxy: { set: 'socks5h://127.0.0.1:9050' } })
    expect(change('pinned', 'drop')).toEqual({ rootsFile: 'keep', pinned: 'drop', clientFile: 'keep', proxy: 'keep' })
  })
})

describe('what goes wrong on the way', () => {
  const typed = { rootsFile: '/root.pem', clientFile: ' /me.pem ', proxy: '' }
  const field = (error: ErrorCode) => fieldOf({ error, serverSaid: null }, typed)

  it('is_told_beside_what_was_typed', () => {
    expect(field({ code: 'proxyInvalid' })).toBe('proxy')
    expect(field({ code: 'proxyUnusable', host: 'proxy.example' })).toBe('proxy')
    expect(field({ code: 'clientCertificateNeeded', host: 'tree.example' })).toBe('clientFile')
    expect(field({ code: 'certificateFileUnusable', path: '/me.pem' })).toBe('clientFile')
    expect(field({ code: 'certificateFileUnusable', path: '/root.pem' })).toBe('rootsFile')
  })

  it('stands_beside_the_address_where_it_is_about_the_server', () => expect(field({ code: 'noSuchServer', host: 'tree.example' })).toBeNull())
})

describe('a certificate', () => {
  it('has_a_fingerprint_that_can_be_read_out', () => expect(readable('0B:30:55:7A:9F')).toBe('0B30 557A 9F'))

  it('may_be_right_where_the_clock_is_wrong', () => {
    const seen = { notBefore: 1_000, notAfter: 2_000 } as CertificateSeen
    expect(clockDoubt({ ...seen, now: 999 })).toBe('early')
    expect(clockDoubt({ ...seen, now: 1_000 })).toBeNull()
    expect(clockDoubt({ ...seen, now: 2_000 })).toBeNull()
    expect(clockDoubt({ ...seen, now: 2_001 })).toBe('late')
    expect(clockDoubt({ ...seen, now: 5, notBefore: null, notAfter: null })).toBeNull()
  })
})
