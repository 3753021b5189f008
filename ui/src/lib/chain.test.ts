import { describe, expect, it, vi } from 'vitest'
import { Chains } from './chain.svelte'

const { verifyJournal } = vi.hoisted(() => ({ verifyJournal: vi.fn() }))
vi.mock('./backend', () => ({ commands: { verifyJournal }, problemOf: (thrown: unknown) => thrown }))

const whole = { receipts: 5, erased: 0, fault: null }

describe('the chain of receipts', () => {
  it('is gone through once at a time, and tells how far it is', async () => {
    let answer: (report: typeof whole) => void = () => {}
    verifyJournal.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
    const chains = new Chains()
    const first = chains.check('tree')
    await chains.check('tree')
    expect(verifyJournal).toHaveBeenCalledTimes(1)
    chains.hear({ profile: 'tree', checked: 2, of: 5 })
    expect(chains.of('tree')).toEqual({ kind: 'checking', progress: { profile: 'tree', checked: 2, of: 5 } })
    answer(whole)
    await first
    expect(chains.of('tree')).toMatchObject({ kind: 'checked', report: whole })
    // Told late, it doesn't begin again.
    chains.hear({ profile: 'tree', checked: 5, of: 5 })
    expect(chains.of('tree')?.kind).toBe('checked')
    expect(chains.of('orchard')).toBeNull()
    chains.putAway('tree')
    expect(chains.of('tree')).toBeNull()
  })

  it('says why it could not be gone through, and can be asked again', async () => {
    const chains = new Chains()
    verifyJournal.mockRejectedValueOnce('no journal').mockResolvedValueOnce(whole)
    await chains.check('tree')
    expect(chains.of('tree')).toEqual({ kind: 'failed', problem: 'no journal' })
    await chains.check('tree')
    expect(chains.of('tree')?.kind).toBe('checked')
  })
})
