// As `main.ts`, with the stories of `fake-more.ts` on top: /dev/more.html?scene=first&more=session

import { pretend } from './fake'
import { pretendMore } from './fake-more'

const params = new URLSearchParams(location.search)
pretend(params)
pretendMore(params)
await import('../src/main')
