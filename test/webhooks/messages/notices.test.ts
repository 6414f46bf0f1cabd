import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../src/language/words.ts'
import { FORMAT_NAMES } from '../../../src/webhooks/formats/formats.ts'
import { noticeMessage } from '../../../src/webhooks/messages/message.ts'
import { testNotice, verificationNotice, withoutCode } from '../../../src/webhooks/messages/notices.ts'

const SITE = { url: 'https://parley.example', domain: 'parley.example' }
const NOW = Date.parse('2022-01-05T12:00:00Z')
const ID = 'ep_ABCDE-FGHJK-ABCDE-FGHJ'

describe('what an owner reads of a verification', () => {
  const forms = FORMAT_NAMES.flatMap((format) => LANGUAGES.map((lang) => ({ format, lang })))

  it.each(forms)('does not have its code as $format in $lang', (form) => {
    const notice = verificationNotice('ep_1', 'MNPQR-STVWX', SITE.url)
    const { body } = noticeMessage('msg_1', 'endpoint.verification', notice, form, SITE, NOW)
    expect(body).toMatch(/MNPQR.{1,6}STVWX/)
    expect(withoutCode('endpoint.verification', body, 'us')).not.toMatch(/MNPQR|STVWX/)
    expect(withoutCode('endpoint.verification', body, 'them')).not.toMatch(/MNPQR|STVWX/)
  })

  it('has the id of its endpoint, whatever that looks like, and other messages are as they were sent', () => {
    const { body } = noticeMessage(
      'msg_1',
      'endpoint.verification',
      verificationNotice(ID, 'MNPQR-STVWX', SITE.url),
      { format: 'standard', lang: 'en' },
      SITE,
      NOW,
    )
    expect(withoutCode('endpoint.verification', body, 'us')).toContain(ID)
    const test = noticeMessage('msg_2', 'endpoint.test', testNotice(ID), { format: 'standard', lang: 'en' }, SITE, NOW).body
    expect(withoutCode('endpoint.test', test, 'us')).toBe(test)
  })
})
