// The diary: every file of records by its name, and the register of parties that they share.
import { parties } from './parties.ts'
import russiaJanuary2022 from './russia-january-2022.ts'

export default {
  'parties.ts': { parties },
  'russia-january-2022.ts': russiaJanuary2022,
}
