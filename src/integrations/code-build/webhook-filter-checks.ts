import { checkGitName, checkKnown, checkString, type TextCheck } from '../../private/checks';
import { isPlaceholder } from '../../private/context';
import { shown } from '../../private/texts';
import { isAnchored, isAnchoredAtStart } from '../../private/webhook-patterns';

/** Checks of single names and patterns in the options of webhook filters, which have no scope. */

export const checkName: TextCheck = (name, value) => (isPlaceholder(value) ? [] : checkGitName(name, value));

export const checkActor: TextCheck = (name, id) =>
  checkString(name, id, { min: 1, pattern: /^[^\s\p{Cc}]+$/u, form: 'the id of an account at the provider' });

export const checkNamedRepository: TextCheck = (name, repository) =>
  isPlaceholder(repository)
    ? []
    : checkKnown(name, repository, {
        min: 1,
        pattern: /^(?!.*\.git$)[^\s/:\\*?^$|()[\]{}\p{Cc}]+$/u,
        form: "the name of a repository without its owner and '.git', such as 'app', and no pattern",
      });

export const checkOrganization: TextCheck = (name, organization) =>
  isPlaceholder(organization)
    ? []
    : checkKnown(name, organization, {
        min: 1,
        pattern: /^[\w-]+$/,
        form: "the name of an organization, such as 'my-org', and no pattern",
      });

export const checkWorkflow: TextCheck = (name, workflow) =>
  checkString(name, workflow, { min: 1, pattern: /^\P{Cc}+$/u, form: 'the name of a workflow in a single line' });

export const checkPath: TextCheck = (name, path) => {
  const form = "a path from the root of the repository, without wildcards, such as 'src/main.ts' or 'src/'";
  return checkString(name, path, { min: 1, pattern: /^(?!\.{0,2}\/)[^*\p{Cc}]+$/u, form });
};

export const checkPullRequestEvent: TextCheck = (name, event) =>
  checkString(name, event, { pattern: /^PULL_REQUEST_[A-Z]+$/, form: 'an event of pull requests' });

const SYNTAX =
  'put the anchors outside of groups, and avoid what RE2 has not, such as (?=…), and flags such as (?i), \\Q, \\c, \\p, named groups and nested classes';

export const checkAnchored: TextCheck = (name, pattern) =>
  isAnchored(pattern) || isPlaceholder(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^ and end with $, got ${shown(pattern)}; ${SYNTAX}`];

export const checkAnchoredAtStart: TextCheck = (name, pattern) =>
  isAnchoredAtStart(pattern) || isPlaceholder(pattern)
    ? []
    : [`each alternative of '${name}' must begin with ^, got ${shown(pattern)}; ${SYNTAX}`];
