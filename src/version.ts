// The version of this Parley: that of package.json, which is not in a Worker's bundle.
export const VERSION = '0.1.0'
