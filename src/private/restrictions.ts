import { checkLiteral, checkString, checkWildcards, type TextCheck, type TextConstraint } from './checks';

/**
 * Checks of the values that permissions and event patterns are restricted to. A value that can never match would
 * silently allow nothing.
 */

const matching =
  (check: TextCheck, constraint: TextConstraint): TextCheck =>
  (name, text) => {
    const violations = check(name, text);
    return violations.length > 0 ? violations : checkString(name, text, constraint);
  };

const WILDCARDS = 'with * and ? as wildcards';

/** The service compares `owner/name`, without the URL of the provider. */
export const checkRepositoryPattern = matching(checkWildcards, {
  pattern: /^(?!\/)(?=.*[/*?])(?!.*\.git$)[^\s:@]*[^\s:@/]$/,
  form: `'owner/name' without the URL of the provider and '.git', ${WILDCARDS}`,
});

export const checkOwnerPattern = matching(checkWildcards, {
  pattern: /^(?!\/)[^\s:@]*[^\s:@/]$/,
  form: `an owner without the URL of the provider, ${WILDCARDS}`,
});

export const checkBranchPattern = matching(checkWildcards, {
  pattern: /^(?!\/|refs\/)[^\s~^:[\\]+$/,
  form: `the name of a branch such as 'main', without 'refs/heads/', ${WILDCARDS}`,
});

export const checkProviderActionPattern = matching(checkWildcards, {
  pattern: /^[A-Za-z*?]+$/,
  form: `the name of a provider action such as 'GitPull', ${WILDCARDS}`,
});

/** A principal of a service. AWS documents one of CodeGuru Reviewer without a dot. */
export const checkServicePattern = matching(checkWildcards, {
  pattern: /^(?:.*[*?].*|[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?|codeguru-reviewer)$/,
  form: "the principal of a service such as 'codepipeline.amazonaws.com', with * and ? as wildcards",
});

export const checkVpcId = matching(checkLiteral, {
  pattern: /^vpc-[0-9a-f]+$/,
  form: "the id of a VPC such as 'vpc-1a2b3c4d'",
});

export const checkOperation: TextCheck = (name, text) =>
  checkString(name, text, { pattern: /^[A-Z][A-Za-z]+$/, form: "the name of an operation such as 'DeleteConnection'" });
