process.env.CDK_VALIDATION = 'false';

import { LINK_IDS, violationsOfSyncs } from '../fixtures';

test.each(LINK_IDS)('a branch of %s can have at most 50 sync configurations', (_, linkId, shownAs) => {
  expect(violationsOfSyncs(linkId, 50, () => 'main')).toEqual([]);
  expect(violationsOfSyncs(linkId, 51, () => 'main')).toEqual([
    `[${shownAs}] a branch of a repository link can have at most 50 sync configurations, got 51 on 'main'; move some of them to another branch or another repository`,
  ]);
});
