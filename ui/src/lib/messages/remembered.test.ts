import { describe, expect, it } from 'vitest'
import type { Remembered } from '../backend'
import { rememberedLines, rememberedWords } from './remembered'

const one = (more: Partial<Remembered> = {}): Remembered => ({
  by: 'mail', verb: 'reject', same: false, times: 1, decision: 'd1', account: '7', handle: 'anna', decidedAt: 0, ...more,
})

const said = (...found: Remembered[]) => rememberedLines(found).map((line) => rememberedWords(line, '3 Sept'))

describe('who is known again', () => {
  it('is told by what, when and as whom', () => {
    expect(said(one())).toEqual(['You rejected this mail address on 3 Sept (\u2068@anna\u2069)'])
    expect(said(one({ by: 'address', verb: 'banBlocked', handle: null }))).toEqual(['You banned this IP address on 3 Sept'])
  })

  it('is told in one line where several things say the same', () => {
    expect(said(one({ by: 'name' }), one(), one({ by: 'address' }))).toEqual(['You rejected this mail address, this IP address and this name on 3 Sept (\u2068@anna\u2069)'])
    expect(said(one(), one({ by: 'address', times: 1_204 }))).toEqual([
      'You rejected this mail address on 3 Sept (\u2068@anna\u2069)',
      'You rejected this IP address 1,204 times, last on 3 Sept (\u2068@anna\u2069)',
    ])
    expect(said(one(), one({ verb: 'suspend', decision: 'd2', by: 'name' }))).toHaveLength(2)
  })

  it('is the account itself, once, however it is known', () => {
    const same = { verb: 'suspend', same: true } as const
    expect(said(one({ ...same, times: 2 }), one({ ...same, by: 'address', times: 3 }))).toEqual(['You suspended this account 2 times, last on 3 Sept'])
  })

  it('cannot turn the sentence by a name', () => {
    const [line] = said(one({ handle: '\u202eanna' }))
    expect(line).not.toContain('\u202e')
  })
})
