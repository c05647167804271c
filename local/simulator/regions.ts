const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** Whether it is the name of a Region, by its form. */
export const isRegion = (name: string): boolean => REGION.test(name);

export function partitionOf(region: string): string {
  const prefixes = { 'us-gov-': 'aws-us-gov', 'cn-': 'aws-cn', 'us-iso-': 'aws-iso', 'us-isob-': 'aws-iso-b' };
  return Object.entries(prefixes).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
