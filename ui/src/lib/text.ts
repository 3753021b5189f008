// Strangers' text: what they chose to call themselves must not disturb what the desk says.

import { common } from './messages/common'

/** Zero-width characters, soft hyphen, fillers and direction controls: the engine's list, see `filter.rs`. */
const INVISIBLE = /\u034f|[\u00ad\u061c\u115f\u1160\u180e\u2800\u3164\uffa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
// eslint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu

/** The text inside first-strong isolates, for places that take no `<bdi>`: labels, titles, sentences read aloud. */
export const isolate = (text: string): string => `\u2068${text.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')}\u2069`

/** Without characters that cannot be seen: they serve to imitate somebody or to turn the reading direction. */
export const visible = (text: string): string => text.replace(INVISIBLE, '').replace(CONTROL, '')

/** A name as it is shown; of one that has nothing to see, that is said. */
export function shownName(name: string): string {
  const seen = visible(name)
  return name !== '' && seen.trim() === '' ? common.noVisibleName : seen
}

/** Whether there is something in it that cannot be seen. Emoji are joined by U+200D, which hides nothing. */
export const hasHidden = (text: string): boolean =>
  text.replace(/(\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu, '$1') !==
  visible(text.replace(/(\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu, '$1'))

/** Cut to at most `length` graphemes, so that no emoji or accent is torn. */
export function cut(text: string, length: number): string {
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)]
  if (graphemes.length <= length) return text
  return `${graphemes.slice(0, length - 1).map(({ segment }) => segment).join('').trimEnd()}…`
}

/** Of an id too long to be read, such as a ULID, the end: ids of one evening begin alike. */
export const shortId = (id: string): string => (id.length > 12 ? `…${id.slice(-6)}` : id)

/** `@name@home` from its parts; those of some servers have no home to show. */
export const handle = (username: string, home: string | null): string => (home ? `@${username}@${home}` : `@${username}`)

/** The part of a mail address that tells something about a wave of sign-ups. */
export const mailDomain = (mail: string): string => mail.slice(mail.lastIndexOf('@') + 1)

/** "s•••@m•••" and "198.•••": enough to tell two apart, too little to read over somebody's shoulder. */
export function masked(hidden: string): string {
  const text = visible(hidden)
  const at = text.lastIndexOf('@')
  if (at > 0) return `${text[0]}•••@${text[at + 1] ?? ''}•••`
  const first = /^[^.:]*[.:]/.exec(text)?.[0] ?? text.slice(0, 1)
  return `${first}•••`
}

/** `anna@far.example` in its two parts; accounts of the server itself have its home behind them. */
export function handleParts(handle: string, own: string): { username: string; home: string } {
  const at = handle.indexOf('@')
  return at < 0 ? { username: handle, home: own } : { username: handle.slice(0, at), home: handle.slice(at + 1) }
}
