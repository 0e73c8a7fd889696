import community.languages
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import knowledge.library.fields
import knowledge.pages.fields
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.images.models
import wagtail.models.media
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('community', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
                ('headline', models.CharField(blank=True, help_text='The largest words on the page: what one comes here for.', max_length=120, verbose_name='headline')),
                ('ways_title', models.CharField(blank=True, max_length=80, verbose_name='title of the ways in')),
                ('ways', knowledge.pages.fields.BodyField(blank=True, help_text='Places to begin; three are easiest to choose from. Left empty: conversations, library, events.', verbose_name='ways in')),
                ('body', knowledge.pages.fields.BodyField(blank=True, help_text='Stands under the news.', verbose_name='body')),
            ],
            options={
                'verbose_name': 'home page',
                'verbose_name_plural': 'home pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='LibraryIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'library',
                'verbose_name_plural': 'libraries',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NetworksIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of networks',
                'verbose_name_plural': 'lists of networks',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of news',
                'verbose_name_plural': 'lists of news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
                ('body', knowledge.pages.fields.BodyField(blank=True, verbose_name='body')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CustomDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('language', models.CharField(blank=True, choices=[('en', 'English'), ('cy', 'Cymraeg'), ('gd', 'Gàidhlig')], help_text='Readers are told before they download it.', max_length=2, verbose_name='language')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='CustomImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('is_decorative', models.BooleanField(default=False, help_text='The picture adds nothing to the words, so readers of the page who cannot see it miss nothing.', verbose_name='only decoration')),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='credit')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='NetworkEditors',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.collection')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                ('network', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='editors', to='community.network')),
                ('workflow', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.workflow')),
            ],
        ),
        migrations.CreateModel(
            name='NetworkHomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
                ('body', knowledge.pages.fields.BodyField(blank=True, verbose_name='body')),
                ('network', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='home_pages', to='community.network', verbose_name='network')),
            ],
            options={
                'verbose_name': 'home page of a network',
                'verbose_name_plural': 'home pages of networks',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
                ('day', models.DateField(default=django.utils.timezone.localdate, help_text='Stands beside the title.', verbose_name='day')),
                ('author_line', models.CharField(blank=True, help_text='For example: Siân, for the coordinating team.', max_length=150, verbose_name='written by')),
                ('body', knowledge.pages.fields.BodyField(blank=True, verbose_name='body')),
                ('picture', models.ForeignKey(blank=True, help_text='Stands above the text and in lists. Its own description is read out.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.customimage', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'news item',
                'verbose_name_plural': 'news items',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('public', 'Everyone, signed in or not'), ('members', 'Everyone who is signed in'), ('networks', 'Members of the chosen networks'), ('space', 'Members of the space'), ('people', 'The people named'), ('only_me', 'Only me')], default='public', max_length=10, verbose_name='who may see it')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('title', models.CharField(help_text='As the work itself has it, in its own language.', max_length=400, verbose_name='title')),
                ('creators', knowledge.library.fields.CreatorsField(blank=True, default=list, help_text='One name on each line. Write people as “Family name, First name”; a name without a comma is an organisation.', verbose_name='made by')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1000), django.core.validators.MaxValueValidator(2200)], verbose_name='year')),
                ('published_on', models.DateField(blank=True, help_text='Where it is known: for news, podcasts and blogs.', null=True, verbose_name='exact day')),
                ('publisher', models.CharField(blank=True, max_length=300, verbose_name='publisher')),
                ('container_title', models.CharField(blank=True, help_text='The journal, book, series or website it appeared in.', max_length=300, verbose_name='part of')),
                ('volume', models.CharField(blank=True, max_length=40, verbose_name='volume')),
                ('issue', models.CharField(blank=True, max_length=40, verbose_name='issue or number')),
                ('pages', models.CharField(blank=True, max_length=40, verbose_name='pages')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='web address')),
                ('canonical_url', models.CharField(blank=True, db_index=True, editable=False, max_length=1100)),
                ('archived_url', models.URLField(blank=True, max_length=1000, verbose_name='address of an archived copy')),
                ('doi', models.CharField(blank=True, max_length=200, verbose_name='DOI')),
                ('isbn', models.CharField(blank=True, max_length=20, verbose_name='ISBN')),
                ('issn', models.CharField(blank=True, max_length=9, verbose_name='ISSN')),
                ('ref_key', models.CharField(blank=True, db_index=True, help_text='The key of this work in a reference manager.', max_length=100, verbose_name='reference key')),
                ('format', models.CharField(choices=[('academic-paper', 'Academic paper'), ('book', 'Book'), ('report', 'Report'), ('guide', 'Guide'), ('toolkit', 'Toolkit'), ('template', 'Template'), ('case-study', 'Case study'), ('blog', 'Blog'), ('newsletter', 'Newsletter'), ('website', 'Website'), ('podcast', 'Podcast'), ('video', 'Video'), ('animation', 'Animation'), ('legislation', 'Legislation')], max_length=20, verbose_name='format')),
                ('medium', models.CharField(blank=True, choices=[('read', 'Read'), ('listen', 'Listen'), ('watch', 'Watch'), ('use', 'Fill in or use')], max_length=6, verbose_name='what one does with it')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='To read, hear or watch the whole of it.', null=True, verbose_name='minutes it takes')),
                ('languages', knowledge.library.fields.CodesField(blank=True, default=list, max_length=200, verbose_name='languages of the work')),
                ('countries', knowledge.library.fields.CodesField(blank=True, default=list, max_length=200, verbose_name='countries')),
                ('licence', models.CharField(blank=True, choices=[('cc0', 'Public domain (CC0)'), ('cc-by', 'CC BY'), ('cc-by-sa', 'CC BY-SA'), ('cc-by-nd', 'CC BY-ND'), ('cc-by-nc', 'CC BY-NC'), ('cc-by-nc-sa', 'CC BY-NC-SA'), ('cc-by-nc-nd', 'CC BY-NC-ND'), ('ogl', 'Open Government Licence'), ('all-rights', 'All rights reserved')], max_length=12, verbose_name='licence')),
                ('access', models.CharField(blank=True, choices=[('open', 'Free to read'), ('sign-up', 'Free after signing up'), ('paid', 'Paid')], max_length=8, verbose_name='access')),
                ('accessibility', knowledge.library.fields.CodesField(blank=True, default=list, max_length=250, verbose_name='what helps people take it in')),
                ('source_language', community.languages.LanguageField(choices=[('en', 'English'), ('cy', 'Cymraeg'), ('gd', 'Gàidhlig')], default='en', help_text='The language whose text the other languages are translated from.', max_length=2, verbose_name='catalogued in')),
                ('slug', models.SlugField(editable=False, max_length=80)),
                ('sort_title', models.CharField(db_index=True, editable=False, max_length=400)),
                ('reviewed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('review_due_on', models.DateField(blank=True, null=True, verbose_name='to be looked at again on')),
                ('link_status', models.CharField(choices=[('unchecked', 'Not checked'), ('fine', 'Works'), ('moved', 'Has moved'), ('broken', 'Does not open')], default='unchecked', editable=False, max_length=10)),
                ('link_checked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('contributed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributed_resources', to=settings.AUTH_USER_MODEL, verbose_name='suggested by')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.customimage', verbose_name='cover picture')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.customdocument', verbose_name='file')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('networks', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='resources', to='community.network', verbose_name='networks')),
                ('reviewed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='resources', to='community.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'resource',
                'verbose_name_plural': 'resources',
                'ordering': ['-first_published_at', '-pk'],
                'indexes': [models.Index(fields=['live', '-first_published_at', '-id'], name='resources_newest_first'), models.Index(fields=['live', '-year'], name='resources_by_year')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('doi', ''), _negated=True), fields=('doi',), name='one_resource_a_doi', violation_error_message='There is a record with this DOI already.')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='ResourceText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', community.languages.LanguageField(choices=[('en', 'English'), ('cy', 'Cymraeg'), ('gd', 'Gàidhlig')], default='en', max_length=2, verbose_name='language')),
                ('title', models.CharField(blank=True, help_text='Only where it differs from the work’s own title.', max_length=400, verbose_name='translated title')),
                ('summary', models.TextField(max_length=2000, verbose_name='summary')),
                ('plain_summary', models.TextField(blank=True, help_text='Two or three short sentences in everyday words. Shown first.', max_length=1000, verbose_name='plain summary')),
                ('status', models.CharField(choices=[('human', 'Written or checked by a person'), ('machine', 'Translated by machine, not checked')], default='human', max_length=8, verbose_name='how it came to be')),
                ('source_hash', models.CharField(blank=True, editable=False, max_length=16)),
                ('resource', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='knowledge.resource')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('resource', 'language'), name='one_text_a_resource_and_language')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000, verbose_name='web address')),
                ('canonical_url', models.CharField(blank=True, db_index=True, max_length=1100)),
                ('doi', models.CharField(blank=True, db_index=True, max_length=200)),
                ('title', models.CharField(max_length=400, verbose_name='title')),
                ('why', models.TextField(max_length=2000, verbose_name='why others should know it')),
                ('language', community.languages.LanguageField(choices=[('en', 'English'), ('cy', 'Cymraeg'), ('gd', 'Gàidhlig')], default='en', max_length=2, verbose_name='language')),
                ('state', models.CharField(choices=[('new', 'Waiting for a curator'), ('accepted', 'Accepted, being prepared'), ('declined', 'Not taken up'), ('published', 'In the library')], default='new', max_length=10)),
                ('submitted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('submission_key', models.CharField(blank=True, max_length=40)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='community.network')),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='knowledge.resource')),
                ('submitter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'ordering': ['-submitted_at', '-pk'],
                'indexes': [models.Index(fields=['network', 'state'], name='suggestions_of_network')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('submission_key', ''), _negated=True), fields=('submitter', 'submission_key'), name='one_suggestion_a_form'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'new')), models.Q(models.Q(('state', 'new'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_suggestion_has_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='declined_suggestion_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='knowledge.customimage')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
