import { expect, it } from 'vitest'
import { BETWEEN, drawnIn, ICON } from './badges'

it('where there is room, every badge is whole', () => expect(drawnIn(20, [6, 5, 4])).toEqual(['whole', 'whole', 'whole']))

it('none is cut: what does not fit whole is its icon', () => {
  expect(drawnIn(5.9, [6])).toEqual(['icon'])
  expect(drawnIn(8.5, [5, 5])).toEqual(['whole', 'icon'])
  expect(drawnIn(8.5, [9, 5])).toEqual(['icon', 'whole'])
})

it('icons that do not fit are left to the tooltip, and one is always there', () => {
  expect(drawnIn(3.5, [5, 5, 5])).toEqual(['icon', 'icon', 'hidden'])
  expect(drawnIn(0, [5, 5])).toEqual(['icon', 'hidden'])
  expect(drawnIn(9, [])).toEqual([])
})

it('what is drawn is never wider than the room', () => {
  for (let room = ICON; room < 30; room += 0.3) {
    for (const widths of [[5.5], [6, 5], [4, 7, 5.25], [9, 2, 2, 2, 8]]) {
      const shown = drawnIn(room, widths).flatMap((how, index) => (how === 'hidden' ? [] : [how === 'icon' ? ICON : (widths[index] ?? 0)]))
      expect(shown.reduce((sum, width) => sum + width + BETWEEN, -BETWEEN)).toBeLessThanOrEqual(room + 1e-9)
    }
  }
})
