// Templates in a text: what is still to be filled in, and where it stands.

export interface Blank {
  /** With its braces. */
  text: string
  start: number
  end: number
}

/** As the engine sees them: a pair of braces on one line with something in it, not too far apart. */
const BLANK = /\{(?=\s*[^\s{}])[^{}\n]{1,80}\}/gu

export const blanks = (text: string): Blank[] =>
  [...text.matchAll(BLANK)].map((found) => ({ text: found[0], start: found.index, end: found.index + found[0].length }))

/** The next one that begins at the position or later; none behind the last, so that Tab leads on. */
export const blankFrom = (text: string, from: number): Blank | null => blanks(text).find(({ start }) => start >= from) ?? null

/** The one in which the position lies. */
export const blankAt = (text: string, at: number): Blank | null => blanks(text).find(({ start, end }) => start < at && at < end) ?? null

/** The text with a template at its end, after an empty line. Returns where the template begins, too. */
export function withTemplate(text: string, template: string): { text: string; from: number } {
  const before = text.trimEnd()
  const whole = before === '' ? template : `${before}\n\n${template}`
  return { text: whole, from: whole.length - template.length }
}

/** Longer is sent by nobody: the engine's limit. */
export const TEXT_LIMIT = 5_000
/** From here on the length is shown. */
const NEAR = 4_500

/** Counted as the engine does: characters, not the halves of an emoji. */
export const lengthOf = (text: string): number => [...text.trim()].length

export const isTooLong = (text: string): boolean => text.length > TEXT_LIMIT && lengthOf(text) > TEXT_LIMIT

/** The length, once it is of interest. */
export const nearLimit = (text: string): number | null => {
  if (text.length < NEAR) return null
  const length = lengthOf(text)
  return length >= NEAR ? length : null
}

/** As many lines as a text has, about, where so many characters stand in one: nobody scrolls to read what is sent. */
export const lines = (text: string, width = 80): number => Math.min(14, Math.max(3, text.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / width), 0)))
