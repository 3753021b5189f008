// How wide a word will be, without laying anything out.

let pencil: CanvasRenderingContext2D | null | undefined
const known = new Map<string, number>()

/** Width in pixels of a word on a tab, which is 0.8125 rem high and bold when it is chosen. */
export function textWidth(text: string, rem: number): number {
  const key = `${rem} ${text}`
  let width = known.get(key)
  if (width === undefined) {
    pencil ??= document.createElement('canvas').getContext('2d')
    if (!pencil) return text.length * 0.5 * rem
    pencil.font = `600 ${0.8125 * rem}px "Inter Variable", system-ui, sans-serif`
    width = pencil.measureText(text).width
    known.set(key, width)
  }
  return width
}
