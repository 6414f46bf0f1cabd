// Parameters that trackers add to links which people share. They say nothing to this desk, and are passed over.

/** By the beginnings of their names, and by whole names; case does not matter. */
const BEGINNINGS =
  /^(?:utm_|mtm_|matomo_|pk_|piwik_|hsa_|__hs|_hs|fb_|trk_|vero_|oly_|at_(?:campaign|medium|custom|link)|ga_|ns_|sc_|wt_|stm_|ir_|cm_mmc)/i
const NAMES = new Set(
  (
    'fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id lifatid mc_cid mc_eid mkt_tok epik ' +
    'srsltid rdt_cid rb_clickid s_cid s_kwcid ef_id sccid scclid zanpid irclickid irgwc clickid click_id _ga _gl _ke _kx _openstat _branch_match_id ' +
    'guccounter guce_referrer guce_referrer_sig wickedid wickedsource spm scm ml_subscriber ml_subscriber_hash dm_i cvid ocid cmpid ncid nr_email_referer ' +
    'xtor hsctatracking soc_src soc_trk fbadid gad_source gad_campaignid'
  ).split(' '),
)

function isTracking(name: string): boolean {
  return BEGINNINGS.test(name) || NAMES.has(name.toLowerCase())
}

/** The pairs of a query that are meant for this desk. */
export function withoutTracking(pairs: Iterable<[string, string]>): [string, string][] {
  return [...pairs].filter(([name]) => !isTracking(name))
}
