"""The posts table.

pk             sk                              kind
POST#<post>    POST                            posts.Post           everything but the text
POST#<post>    T#<revision, newest first>      posts.Text           the text since that revision
POST#<post>    C#<comment>                     comments.Comment     one at the top
POST#<post>    C#<comment>#<reply>             comments.Comment     an answer to it
POST#<post>    I#<reply>                       comments.ReplyHome   which comment it answers
POST#<post>    R#<target>#<emoji>#<user>       reactions.Reaction   target: the post or a comment
CHN#<channel>  FORUM                           forums.Forum         tags, and whether it has a feed
CHN#<channel>  IN#<sort>#<tag>#<pin>#…         listing.Listed       a post's place in one list
CHN#<channel>  D#<post>                        listing.Draft        a draft lies here
USR#<user>     USR                             people.Author        how many drafts
USR#<user>     D#<age>#<post>                  people.OwnDraft      one draft
USR#<user>     P#<post>                        people.OwnPost       one published post
USR#<user>     C#<post>#<comment>              people.OwnComment    one comment
USR#<user>     R#<post>#<target>               people.OwnReactions  the emojis they gave there
GONE#          <channel, post, or its comment> gone.Gone            what is still to be deleted

A post is in two lists for each of its tags and two of all (``listing``): by activity and by
publication, pinned ones first. Every page is one Query. Its counts are on ``Post``: a comment
changes that one row beside its own, by ADD, and the lists at most every two seconds.

To erase somebody: the partition ``USR#<user>`` leads to everything of theirs. Delete their posts
and comments as they would themselves, and take their reactions back; what is left is nothing.
"""
