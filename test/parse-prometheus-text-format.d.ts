declare module 'parse-prometheus-text-format' {
  interface Parsed {
    labels?: Record<string, string>
    value?: string
    buckets?: Record<string, string>
    count?: string
    sum?: string
  }
  // biome-ignore lint/style/noDefaultExport: as the package has it
  export default function parse(text: string): { name: string; help: string; type: string; metrics: Parsed[] }[]
}
