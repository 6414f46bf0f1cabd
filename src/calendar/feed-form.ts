// The form of a calendar: what an address asks for beyond which talks are in it.

import { LANGUAGES, type Language } from '../language/words.ts'
import { type ParameterProblem, type Parameters, single, valuesOf } from '../talks/filter-parameters.ts'
import { formatLead, parseLead } from '../talks/lead.ts'
import { parameterFlaw } from '../talks/parameter-flaws.ts'
import { plain } from '../talks/quoting.ts'

export interface Form {
  lang: Language
  /** Leads, sorted. */
  alarm: string[]
  /** Whether months and longer windows are shown. */
  uncertain: 'include' | 'omit'
  /** `keep`: as STATUS and in words; `words`: in words only; `omit`: not at all. */
  cancelled: 'keep' | 'words' | 'omit'
  /** Whether events take up the reader's time, for clients that hide those that do not. */
  busy: 'yes' | 'no'
}

export const FORM_PARAMETERS = ['alarm', 'uncertain', 'cancelled', 'busy', 'lang'] as const
export const DEFAULT_FORM: Form = { lang: 'en', alarm: [], uncertain: 'omit', cancelled: 'keep', busy: 'no' }

const MOST_ALARMS = 5

export function parseForm(parameters: Parameters): { form: Form; problems: ParameterProblem[] } {
  const problems: ParameterProblem[] = []
  const choice = <const Values extends readonly string[]>(name: string, values: Values, otherwise: Values[number]): Values[number] => {
    const value = single(parameters, name, problems)
    if (value === null) return otherwise
    if (values.includes(value)) return value
    problems.push({ parameter: name, ...parameterFlaw('not-a-choice', { value: plain(value), choices: values }) })
    return otherwise
  }
  const alarms = new Set<string>()
  for (const value of valuesOf(parameters, 'alarm')) {
    const lead = parseLead(value)
    if (lead) alarms.add(formatLead(lead))
    else problems.push({ parameter: 'alarm', ...parameterFlaw('not-a-lead', { value: plain(value) }) })
  }
  if (alarms.size > MOST_ALARMS)
    problems.push({ parameter: 'alarm', ...parameterFlaw('too-many-values', { count: `${alarms.size}`, most: MOST_ALARMS }) })
  const form: Form = {
    lang: choice('lang', LANGUAGES, 'en'),
    alarm: [...alarms].sort(),
    uncertain: choice('uncertain', ['include', 'omit'], 'omit'),
    cancelled: choice('cancelled', ['keep', 'words', 'omit'], 'keep'),
    busy: choice('busy', ['yes', 'no'], 'no'),
  }
  return { form, problems }
}

/** The form as parameters, defaults left out. */
export function formParameters(form: Form): [string, string][] {
  const differs = (['uncertain', 'cancelled', 'busy', 'lang'] as const).filter((name) => form[name] !== DEFAULT_FORM[name])
  return [...form.alarm.map((lead): [string, string] => ['alarm', lead]), ...differs.map((name): [string, string] => [name, form[name]])]
}
