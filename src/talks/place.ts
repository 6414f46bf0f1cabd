// A place's slug, by which `/places/…` and the filter `place` name it.
import type { Place } from './record.ts'

/** City and country, else country, else `online`; `null` where none of them is known. */
export function placeSlug(place: Place | undefined): string | null {
  if (!place) return null
  const country = place.country?.toLowerCase()
  const city = place.city && slugOf(place.city)
  if (city) return country ? `${city}-${country}` : city
  return country ?? (place.online === undefined ? null : 'online')
}

/** Letters and digits of any script in lower case without accents; the rest becomes single hyphens. */
function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}
