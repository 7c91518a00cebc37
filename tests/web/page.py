"""An HTML page as a tree, to look for what a person would find on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

_VOID = frozenset({"br", "img", "input", "link", "meta", "hr"})


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


class HtmlPage:
    """A page whose tags are all closed in order: anything else fails."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        builder.close()
        self.root = builder.root
        self._parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str, **attributes: str | None) -> list[Element]:
        """Elements with one of the tags (any when none) and these attributes (None: whatever value), in order."""
        return [
            element
            for element in self.root.iter()
            if (not tags or element.tag in tags)
            and all(
                name in element.attrib and value in (None, element.attrib[name])
                for name, value in ((name.rstrip("_"), value) for name, value in attributes.items())
            )
        ]

    def inside(self, element: Element) -> list[str]:
        """Tags that hold the element, the nearest first."""
        tags = []
        while (parent := self._parents.get(element)) is not None:
            tags.append(parent.tag)
            element = parent
        return tags

    def parent(self, element: Element, tag: str) -> Element:
        """The nearest element of this tag that holds the element."""
        parent = self._parents[element]
        return parent if parent.tag == tag else self.parent(parent, tag)

    @property
    def text(self) -> str:
        """What there is to read, with single spaces."""
        return re.sub(r"\s+", " ", "".join(self.root.itertext()))
