// For the check that everything public is documented (typedoc-check.jsonc), a plugin of typedoc: what says all by its type, or is told of
// by the words of what it is part of, needs none of its own.
import { Comment, Converter, ReflectionKind } from 'typedoc';

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const member of project.getReflectionsByKind(
      ReflectionKind.Property | ReflectionKind.CallSignature,
    )) {
      if (!member.hasComment() && (saysAllByType(member) || isPartOfDocumented(member)))
        member.comment = new Comment([{ kind: 'text', text: '(needs no words)' }]);
    }
  });
}

/** `readonly name: 'JobModeError'`, `readonly type: 'enter'`. */
function saysAllByType({ type }) {
  return type?.type === 'literal';
}

/** The fields of `{ sent, received }` where that has no name of its own, and its owner is documented. */
function isPartOfDocumented(member) {
  const shape = member.kindOf(ReflectionKind.CallSignature) ? member.parent?.parent : member.parent;
  if (!shape?.kindOf(ReflectionKind.TypeLiteral)) return false;
  for (let owner = shape.parent; owner && !owner.kindOf(ReflectionKind.SomeModule); owner = owner.parent)
    if (owner.hasComment()) return true;
  return false;
}
