import { describe, expect, it } from 'vitest'
import { ADDRESS_MOST, CachingDraft, daysIn, GONE_MOST, USUAL } from './caching.svelte'

describe('days', () => {
  it.each([['1', 1], [' 30 ', 30], ['365', 365]])('%j are days', (text, days) => expect(daysIn(text, GONE_MOST)).toBe(days))
  it.each(['', '0', '366', '-1', '1.5', '1e2', '٣', '30 d', '9999999'])('%j are none', (text) => expect(daysIn(text, GONE_MOST)).toBe(null))
  it('have an end for addresses, too', () => expect([daysIn('3650', ADDRESS_MOST), daysIn('3651', ADDRESS_MOST)]).toEqual([3650, null]))
})

describe('what is kept', () => {
  it('is taken as it is, and differs when something is written', () => {
    const draft = new CachingDraft(USUAL)
    expect(draft.value).toEqual(USUAL)
    expect(draft.differs(USUAL)).toBe(false)
    draft.gone = '31'
    expect(draft.differs(USUAL)).toBe(true)
  })

  it('is nothing while a field is wrong', () => {
    const draft = new CachingDraft(USUAL)
    draft.gone = '400'
    expect([draft.goneWrong, draft.value]).toEqual([true, null])
    draft.gone = '30'
    draft.address = 'never'
    expect([draft.addressWrong, draft.value]).toEqual([true, null])
  })

  it('never forgets addresses where that is wanted, whatever stands in the field', () => {
    const draft = new CachingDraft(USUAL)
    draft.address = 'x'
    draft.forgets = false
    expect(draft.addressWrong).toBe(false)
    expect(draft.value).toEqual({ ...USUAL, addressDays: null })
  })

  it('offers a usual time when forgetting is turned on', () => {
    const draft = new CachingDraft({ ...USUAL, addressDays: null })
    draft.forgets = true
    expect(draft.value?.addressDays).toBe(365)
  })

  it('is told to shrink when anything of it does', () => {
    const shrinks = (some: Partial<typeof USUAL>, from = USUAL) => new CachingDraft({ ...from, ...some }).shrinks(from)
    expect([shrinks({ remote: 'none' }), shrinks({ goneDays: 10 }), shrinks({ addressDays: 30 }), shrinks({ addressDays: 30 }, { ...USUAL, addressDays: null })]).toEqual([true, true, true, true])
    expect([shrinks({}), shrinks({ remote: 'all' }), shrinks({ addressDays: null }), shrinks({ remote: 'all', goneDays: 365 })]).toEqual([false, false, false, false])
    expect(shrinks({ remote: 'all', goneDays: 5 })).toBe(true)
  })
})
