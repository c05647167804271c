import { type Contract, CUSTOM } from '../framework/contract';
import { connectionsArn, optional, text } from '../framework/schema';
import { PERMISSIONS } from './permissions';

/** Between the names in an attribute: neither a stack nor a branch has a space in its name. */
export const SEPARATOR = ', ';

export interface RepositorySyncDefinitionsProperties {
  readonly RepositoryLinkArn: string;
  readonly Trigger: string | undefined;
}

export type RepositorySyncDefinitionsAttribute = 'StackCount' | 'StackNames' | 'BranchCount' | 'Branches' | 'Complete';

export const REPOSITORY_SYNC_DEFINITIONS: Contract<
  RepositorySyncDefinitionsProperties,
  RepositorySyncDefinitionsAttribute
> = {
  resourceType: `${CUSTOM}RepositorySyncDefinitions`,
  version: 1,
  properties: {
    RepositoryLinkArn: connectionsArn('repository-link'),
    Trigger: optional(text(0)),
  },
  attributes: ['StackCount', 'StackNames', 'BranchCount', 'Branches', 'Complete'],
  permissions: PERMISSIONS,
};
