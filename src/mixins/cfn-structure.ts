/** A structure as an L1 takes it, with the names that CloudFormation has for its members. */
export function cfnStructure(structure: object): Record<string, unknown> {
  const members = Object.entries(structure).map(([name, value]) => [
    name.charAt(0).toUpperCase() + name.slice(1),
    typeof value === 'object' && !Array.isArray(value) ? cfnStructure(value) : value,
  ]);
  return Object.fromEntries(members);
}
