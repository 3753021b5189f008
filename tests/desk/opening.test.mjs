import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askToClose } from './closing.mjs'
import { scene } from './desk.mjs'
import { fetched } from './steps.mjs'

scene('without an instance the first run offers practice people or a server', {}, async (desk) => {
  await desk.part('first-run')
  await desk.find('button', 'Try with practice people')
  await desk.find('button', 'Connect a server')
  await desk.isAccessible('the first run')
  await desk.picture('first run')
})

scene('the practice instances open on their queue', { practice: true }, async (desk) => {
  await desk.part('profile-1')
  await desk.part('profile-2')
  await fetched(desk)
  await desk.find('grid', 'Queue')
  await desk.part('row')
  await desk.isAccessible('the queue')
  await desk.picture('queue light')
})

scene('the desk follows a dark system', { practice: true, theme: 'dark' }, async (desk) => {
  await fetched(desk)
  await desk.part('row')
  await desk.isAccessible('the dark queue')
  await desk.picture('queue dark')
})

scene('in the smallest window everything is still there', { practice: true, size: [960, 600] }, async (desk) => {
  await fetched(desk)
  await desk.part('row')
  await desk.part('rail')
  await desk.part('strip')
  await desk.isAccessible('the smallest window')
  await desk.picture('queue 960 x 600')
})

scene('the size of the window is kept in the data folder, and nothing beside it', { size: [1180, 760] }, async (desk) => {
  await desk.part('first-run')
  await askToClose('Bailiwick')
  await desk.closed()
  // The window closes first, then the program ends.
  const kept = await desk.until('what is kept of the window', () => JSON.parse(readFileSync(join(desk.machine.home, 'data/window.json'), 'utf8')))
  assert.deepEqual([kept.desk.width, kept.desk.height], [1180, 760])
  const config = join(desk.machine.home, 'config')
  const ours = readdirSync(config, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.parentPath.includes('org.bailiwick'))
  assert.deepEqual(ours.map(({ name }) => name), [])
})
