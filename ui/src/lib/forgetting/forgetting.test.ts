import { describe, expect, it } from 'vitest'
import type { Forgotten, TokenHealth } from '../backend'
import { closingText, doneWith, leftThere } from '../messages/forgetting'
import { revokesAtFirst, revokingOf } from './revoking'

const health = (some: Partial<TokenHealth>): TokenHealth => ({
  way: 'signedIn', scopes: null, name: null, madeAt: null, since: null, lastUsedAt: null, expiresAt: null, expiresSoon: false, renewsItself: false, revocable: true, ...some,
})
const forgotten = (some: Partial<Forgotten>): Forgotten => ({
  name: 'Tree\u202e House', address: 'tree.social', token: { kind: 'revoked' }, tokenPage: 'https://tree.social/oauth/authorized_applications', unsure: 0, dropped: 0, practice: false, staysOnServer: [], problem: null, ...some,
})

describe('the token of an instance that is forgotten', () => {
  it('is revoked at first where it was made for Bailiwick, and else only when somebody says so', () => {
    const signedIn = revokingOf({ tokenHealth: health({}), practice: false })
    const pasted = revokingOf({ tokenHealth: health({ way: 'pasted' }), practice: false })
    expect([signedIn, pasted]).toEqual(['signedIn', 'pasted'])
    expect([revokesAtFirst([signedIn]), revokesAtFirst([pasted]), revokesAtFirst([signedIn, pasted]), revokesAtFirst(['none', 'not'])]).toEqual([true, false, false, false])
  })

  it('cannot be revoked where the server does not let us, and need not be where there is none', () => {
    expect(revokingOf({ tokenHealth: health({ revocable: false }), practice: false })).toBe('not')
    expect(revokingOf({ tokenHealth: null, practice: false })).toBe('none')
    expect(revokingOf({ tokenHealth: health({}), practice: true })).toBe('none')
  })
})

describe('what is left to do at the server', () => {
  it('is listed with the most pressing first, and with what is not sure', () => {
    const left = leftThere(forgotten({ staysOnServer: ['decisions', 'token'], unsure: 2 }))
    expect(left.map((line) => line.slice(0, 9))).toEqual(['The token', 'What you ', '2 decisio'])
  })

  it('why a token was not revoked is told', () => {
    const why = { kind: 'left', problem: { error: { code: 'timedOut', seconds: 10 }, serverSaid: null } } as const
    expect(doneWith(forgotten({ token: why }), null).join(' ')).toMatch(/was not revoked\. The server did not answer/)
    expect(doneWith(forgotten({ token: { kind: 'left', problem: null } }), null).join(' ')).not.toContain('revoked')
  })

  it('can be taken along as text, with the page for tokens only where there is something to do on it', () => {
    const text = closingText([forgotten({ token: { kind: 'left', problem: null }, staysOnServer: ['token'], dropped: 1 }), forgotten({ name: 'Quarry', address: 'git.example' })], ['/home/kim/Downloads/journal.bailiwick'], null)
    expect(text.split('\n\n')).toHaveLength(3)
    expect(text).toContain('Tree House (tree.social)')
    expect(text.match(/authorized_applications/g)).toHaveLength(1)
    expect(text).toContain('1 decision that had not left was dropped.')
    expect(text).toContain('Quarry (git.example)\n- Its keys and files are deleted on this computer.\n- The token is revoked: nothing can be done with it any more.\nNothing is left to do there.')
    expect(text).toContain('- /home/kim/Downloads/journal.bailiwick')
  })

  it('what could not be deleted is told first, and nothing is called deleted beside it', () => {
    const text = closingText([forgotten({}), forgotten({ name: 'Quarry' })], [], { error: { code: 'diskTrouble' }, serverSaid: null })
    expect(text).toMatch(/^A part of it could not be deleted now, and goes at the next start\. The disk is full or broken/)
    expect(text).not.toContain('are deleted')
    expect(text).toContain('The token is revoked')
  })
})
