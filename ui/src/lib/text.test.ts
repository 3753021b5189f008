import { expect, it } from 'vitest'
import { cut, handle, hasHidden, isolate, mailDomain, masked, shortId, shownName, visible } from './text'

it('characters that cannot be seen are left out', () => {
  expect(visible('ad\u200bmin\u202e')).toBe('admin')
  expect(visible('a\u0007b')).toBe('ab')
})

it.each(['\u3164', '\u115f\u1160', '\uffa0 ', '\u2800', '\u180e', '\u034f', '\u200b'])('a name of nothing that can be seen is called so', (name) =>
  expect(shownName(name)).toBe('(no visible name)'),
)

it('another name is shown, and none is none', () => {
  expect(shownName('An\u3164na')).toBe('Anna')
  expect(shownName('')).toBe('')
})

it('a name cannot close the isolate that it stands in', () => {
  expect(isolate('a\u2069\u202eb')).toBe('\u2068ab\u2069')
})

it('hidden characters are noticed, and the joints of an emoji are not', () => {
  expect(hasHidden('ad\u200bmin')).toBe(true)
  expect(hasHidden('\u202eevil')).toBe(true)
  expect(hasHidden('👩‍💻 Zoë')).toBe(false)
})

it('cutting tears no emoji apart', () => {
  expect(cut('👩‍💻👩‍💻👩‍💻', 2)).toBe('👩‍💻…')
  expect(cut('short', 5)).toBe('short')
})

it('a handle has a home where names have one', () => {
  expect(handle('anna', 'tree.social')).toBe('@anna@tree.social')
  expect(handle('anna', null)).toBe('@anna')
})

it('of a mail address the domain tells most', () => {
  expect(mailDomain('"a@b"@example.org')).toBe('example.org')
})

it.each([
  ['sp42@mailbox.example', 's•••@m•••'],
  ['198.51.100.7', '198.•••'],
  ['2001:db8::1', '2001:•••'],
  ['', '•••'],
])('%s is masked as %s', (text, mask) => expect(masked(text)).toBe(mask))

it('of an id too long to be read the end is shown', () => {
  expect(shortId('4812')).toBe('4812')
  expect(shortId('01M7ZTK6JEGKQ524T6B9J92001')).toBe('…J92001')
})
