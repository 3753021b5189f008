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
