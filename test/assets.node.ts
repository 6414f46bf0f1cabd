// Files that the platform hands out, where wrangler.toml says that they lie.
import { writeAssets } from '../src/commands/describe.node.ts'

export default async function setup(): Promise<void> {
  await writeAssets('.wrangler/assets')
}
